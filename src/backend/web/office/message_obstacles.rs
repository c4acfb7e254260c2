//! What keeps a message from being sent, and what to do about it.

use super::{message_approval::MessageApproval, message_words::place_text};
use crate::{
    intake::messages::{MessagePart, MessageText, Placeholder},
    store::{MessagePlan, MessageView},
};

/// What is known of a message that is to be sent.
pub(super) struct MessageReadiness<'a> {
    pub plan: &'a MessagePlan,
    /// Whether it was tried, or needs no trial.
    pub is_tested: bool,
    pub approval: &'a MessageApproval,
    /// The programme's address for questions, if there is one.
    pub contact: Option<&'a str>,
}

impl MessageReadiness<'_> {
    /// What keeps it from being sent.
    pub fn obstacles(&self, found: &MessageView) -> Vec<String> {
        let mut obstacles = Vec::new();
        if self.plan.readers == 0 {
            obstacles.push("送れる宛先がありません。上の「次の人には送りません」の理由を確かめてください。".to_owned());
        }
        obstacles.extend(nameless_text(found, self.plan));
        obstacles.extend(contact_text(found, self.contact));
        if !self.is_tested {
            obstacles.push(
                "送信の前に、自分あてのテスト送信が必要です。届いたメールを確かめると、ここに送信のボタンが出ます。"
                    .to_owned(),
            );
        }
        if !self.approval.allows() {
            obstacles.push(self.approval.text().to_owned());
        }
        obstacles
    }
}

/// How many readers without a name would read a gap in the place of it.
pub(super) fn gaps(found: &MessageView, plan: &MessagePlan) -> u64 {
    let in_text = gap_in(found, Placeholder::RecipientName);
    if in_text.is_some() { plan.nameless } else { 0 }
}

/// What to do where some would read a gap in the place of their name.
pub(super) fn nameless_text(found: &MessageView, plan: &MessagePlan) -> Option<String> {
    let place = gap_in(found, Placeholder::RecipientName).filter(|_| plan.nameless > 0)?;
    Some(format!(
        "名前のわからない宛先があります。{place}の「{{{{ recipient.name }}}}」を「{{{{ recipient.name | 皆さま }}}}」のように直してください。"
    ))
}

/// What to do where all would read a gap in the place of an address that nobody has set.
pub(super) fn contact_text(found: &MessageView, contact: Option<&str>) -> Option<String> {
    let place = gap_in(found, Placeholder::ProgrammeContact).filter(|_| contact.is_none())?;
    Some(format!(
        "{place}の「{{{{ programme.contact }}}}」に入る問い合わせ先のアドレスが、設定されていません。管理者が「設定」の「メールの返信先」を設定するか、この差し込みを消してください。"
    ))
}

/// Where a value stands first that may leave a gap.
fn gap_in(found: &MessageView, of: Placeholder) -> Option<String> {
    let (subject, text) = found.words.as_ref()?;
    let parts = [(MessagePart::Subject, subject), (MessagePart::Body, text)];
    parts.into_iter().find_map(|(part, text)| {
        let place = MessageText::parse(text, part).0.gap_of(of)?;
        Some(place_text(part, place))
    })
}
