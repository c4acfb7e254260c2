//! What is wrong with the words of a message, in words: what it is, and what to do.

use super::message_fault::{MessagePart, MessageTextFault, MessageTextFaultKind};
use crate::source::Wording;

impl MessageTextFault {
    /// What is wrong, in one sentence.
    pub fn message(&self) -> Wording {
        let part = |subject: &str, body: &str| match self.part {
            MessagePart::Subject => subject.to_owned(),
            MessagePart::Body => body.to_owned(),
        };
        let (english, japanese) = (part("subject", "body"), part("件名", "本文"));
        match &self.kind {
            MessageTextFaultKind::Empty => {
                Wording::new(format!("the {english} says nothing"), format!("{japanese}がありません"))
            }
            MessageTextFaultKind::TooLong(most) => Wording::new(
                format!("the {english} is longer than {most} characters"),
                format!("{japanese}が{most}文字を超えています"),
            ),
            MessageTextFaultKind::LineBreak => {
                Wording::new("the subject has more than one line", "件名に改行があります")
            }
            MessageTextFaultKind::Unclosed => {
                Wording::new("`{{` is not closed in its line", "「{{」が、同じ行の中で閉じていません")
            }
            MessageTextFaultKind::Unopened => Wording::new("`}}` closes nothing", "「}}」に対応する「{{」がありません"),
            MessageTextFaultKind::Tag => {
                Wording::new("messages have no tags such as `{%`", "メッセージでは「{%」は使えません")
            }
            MessageTextFaultKind::Unknown(name) => Wording::new(
                format!("there is no value `{name}`"),
                format!("「{{{{ {name} }}}}」という差し込みはありません"),
            ),
            MessageTextFaultKind::Personal(value) => Wording::new(
                format!("a subject must not say `{}`", value.name()),
                format!("件名に「{{{{ {} }}}}」は使えません", value.name()),
            ),
            MessageTextFaultKind::WithoutEvent(value) => Wording::new(
                format!("`{}` is known to messages about an event alone", value.name()),
                format!("「{{{{ {} }}}}」は、イベントの名簿から書くメッセージでだけ使えます", value.name()),
            ),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Wording {
        match &self.kind {
            MessageTextFaultKind::Empty => Wording::new("write it", "書いてください"),
            MessageTextFaultKind::TooLong(_) => Wording::new("shorten it", "短くしてください"),
            MessageTextFaultKind::LineBreak => Wording::new("write one line", "1行にしてください"),
            MessageTextFaultKind::Unclosed => Wording::new("end it with `}}`", "「}}」で閉じてください"),
            MessageTextFaultKind::Unopened => {
                Wording::new("begin with `{{`, or remove it", "「{{」を加えるか、「}}」を消してください")
            }
            MessageTextFaultKind::Tag => Wording::new("remove it", "消してください"),
            MessageTextFaultKind::Unknown(_) => Wording::new(
                "take one of recipient.name, event.title, event.time, event.place, event.url, programme.name, \
                 programme.contact and programme.url",
                "recipient.name、event.title、event.time、event.place、event.url、programme.name、programme.contact、programme.url\
                 のどれかに書き直してください",
            ),
            MessageTextFaultKind::Personal(_) => Wording::new(
                "say it in the body: subjects are shown on locked screens",
                "本文に書いてください。件名は通知の画面に出ることがあります",
            ),
            MessageTextFaultKind::WithoutEvent(_) => Wording::new(
                "remove it, or begin at the page of the event",
                "消すか、イベントの画面から書き始めてください",
            ),
        }
    }
}
