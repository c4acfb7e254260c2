//! What messages are for, how far they have come, why somebody does not get one, and what is wrong with their words, as staff read it.

use tsubame_model::source::{Diagnostic, MessageLanguage, SourcePath, Wording};

use super::{
    facet_words::{filter_text, kind_label},
    times::days_and_times,
};
use crate::{
    intake::messages::{
        MessagePart, MessagePurpose, MessageState, MessageText, MessageTextFault, MessageTextFaultKind, Placeholder,
        SkipReason, ValuePlace,
    },
    store::{AttendeeAudience, MessageEvent, MessageTarget, SendRefusal},
    web::SiteSnapshot,
};

/// What a message is for.
pub(super) fn purpose_label(purpose: MessagePurpose) -> &'static str {
    match purpose {
        MessagePurpose::Service => "事務連絡",
        MessagePurpose::News => "お知らせ",
        MessagePurpose::Event => "イベントについての連絡",
    }
}

/// How far it has come.
pub(super) fn message_state_label(state: MessageState) -> &'static str {
    match state {
        MessageState::Draft => "下書き",
        MessageState::Testing => "テスト済み",
        MessageState::Sending => "送信中",
        MessageState::Stopped => "停止中",
        MessageState::Sent => "送信済み",
    }
}

/// Why somebody does not get it.
pub(super) fn skip_label(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::NoAddress => "メールアドレスがない",
        SkipReason::Bounced => "メールが届かないアドレス",
        SkipReason::Unconfirmed => "メールの確認待ち、または保留中",
        SkipReason::NotSubscribed => "お知らせのメールを希望していない",
        SkipReason::ConsentWithdrawn => "同意を取り消した",
        SkipReason::NotComing => "イベントのその名簿にいない",
        SkipReason::SameAddress => "同じアドレスのほかの人に送る",
        SkipReason::SamePerson => "同じ人の別の記録に送った",
        SkipReason::Ended => "申し込みの保存期限が過ぎた",
        SkipReason::Erased => "消去された",
    }
}

/// Those of an event to whom a message can be.
pub(super) fn audience_label(audience: AttendeeAudience) -> &'static str {
    match audience {
        AttendeeAudience::Confirmed => "席のある人",
        AttendeeAudience::Waiting => "キャンセル待ちの人",
        AttendeeAudience::CheckedIn => "来た人",
        AttendeeAudience::Absent => "席があり、来なかった人",
    }
}

/// To whom a message is. Who the one person is, their own page says.
pub(super) fn target_label(target: &MessageTarget, event: Option<&MessageEvent>, site: &SiteSnapshot) -> String {
    match target {
        MessageTarget::Person(_) => "1人".to_owned(),
        MessageTarget::Attendees { event: id, audience } => {
            let known = || site.words.words_of("event", id).unwrap_or(id).to_owned();
            let title = event.map_or_else(known, |event| event.title.clone());
            format!("「{title}」の{}", audience_label(*audience))
        }
        MessageTarget::Segment(query) if query.filters.is_empty() => "登録者の全員".to_owned(),
        MessageTarget::Segment(query) => {
            let one = |filter: &crate::intake::search::FacetFilter| {
                let label = filter.0.first().map(|facet| kind_label(facet.kind)).unwrap_or_default();
                format!("{label}：{}", filter_text(filter, site))
            };
            query.filters.iter().map(one).collect::<Vec<_>>().join("、")
        }
    }
}

/// Words with the facts of their event filled in, and the names of other values in brackets: `〔宛先の人の名前〕`.
pub(super) fn filled_words(text: &str, part: MessagePart, event: Option<&MessageEvent>) -> String {
    let value = |placeholder: Placeholder| {
        let known = event.and_then(|event| match placeholder {
            Placeholder::EventTitle => Some(event.title.clone()),
            Placeholder::EventTime => Some(days_and_times(event.starts_at, event.ends_at)),
            Placeholder::EventPlace => Some(event.place.clone()),
            _ => None,
        });
        known.unwrap_or_else(|| format!("〔{}〕", placeholder_label(placeholder)))
    };
    MessageText::parse(text, part).0.fill(value)
}

/// What stands for a value.
pub(super) fn placeholder_label(placeholder: Placeholder) -> &'static str {
    match placeholder {
        Placeholder::RecipientName => "宛先の人の名前",
        Placeholder::EventTitle => "イベントの名前",
        Placeholder::EventTime => "イベントの日時",
        Placeholder::EventPlace => "イベントの場所",
        Placeholder::EventUrl => "イベントのページ",
        Placeholder::ProgrammeName => "プログラムの名前",
        Placeholder::ProgrammeContact => "問い合わせ先",
        Placeholder::ProgrammeUrl => "サイトのアドレス",
    }
}

/// What is wrong with words, where, and what to do.
pub(super) fn fault_text(fault: &MessageTextFault, is_about_event: bool) -> String {
    if fault.kind == MessageTextFaultKind::Empty {
        return format!("{}を入力してください。", part_label(fault.part));
    }
    let japanese = |words: &Wording| words.in_language(MessageLanguage::Japanese).to_owned();
    let place = place_text(fault.part, ValuePlace { line: fault.line, column: fault.column });
    let remedy = match &fault.kind {
        MessageTextFaultKind::Unknown(name) => {
            let usable = |known: &Placeholder| {
                (is_about_event || !known.is_of_event()) && (fault.part == MessagePart::Body || known.is_public())
            };
            unknown_remedy(name, Placeholder::ALL.into_iter().filter(usable).collect())
        }
        _ => japanese(&fault.hint()),
    };
    format!("{place}：{}。{remedy}。", japanese(&fault.message()))
}

/// What to do about a value that there is none of: take what was probably meant, or one of those that can stand there.
fn unknown_remedy(name: &str, usable: Vec<Placeholder>) -> String {
    let code = |of: &Placeholder| format!("「{{{{ {} }}}}」（{}）", of.name(), placeholder_label(*of));
    let list = |of: &[Placeholder]| of.iter().map(code).collect::<Vec<_>>().join("、");
    match Placeholder::meant_by(name).filter(|meant| usable.contains(meant)) {
        Some(meant) => {
            let others: Vec<Placeholder> = usable.into_iter().filter(|known| *known != meant).collect();
            format!("{}に直すか、消してください。ほかに使えるもの：{}", code(&meant), list(&others))
        }
        None => format!("消すか、次のどれかに直してください：{}", list(&usable)),
    }
}

fn part_label(part: MessagePart) -> &'static str {
    match part {
        MessagePart::Subject => "件名",
        MessagePart::Body => "本文",
    }
}

/// Where something stands. A subject has one line.
pub(super) fn place_text(part: MessagePart, ValuePlace { line, column }: ValuePlace) -> String {
    match (part, line) {
        (MessagePart::Subject, 1) => format!("件名の{column}文字目"),
        _ => format!("{}の{line}行目、{column}文字目", part_label(part)),
    }
}

/// What is wrong with a file of words to begin with.
pub(super) fn sample_fault_text(fault: &Diagnostic) -> String {
    let japanese = |words: &Wording| words.in_language(MessageLanguage::Japanese).to_owned();
    let (file, line) = (fault.file.as_ref(), fault.place.as_ref().map_or(1, |place| place.line));
    let hint = fault.hint.as_ref().map(japanese).unwrap_or_default();
    let file = file.map(SourcePath::as_str).unwrap_or_default();
    format!("{file}の{line}行目：{}。{hint}。", japanese(&fault.message))
}

/// Why a message cannot be sent.
pub(super) fn refusal_text(refusal: SendRefusal) -> &'static str {
    match refusal {
        SendRefusal::NotTested => "先に「自分にテスト送信」をして、届いたメールを確かめてください。",
        SendRefusal::NoReader => "送れる宛先がありません。除外の理由を確かめてください。",
        SendRefusal::NotNow => {
            "このメッセージは、いまはその操作ができません。画面を開き直して、状態を確かめてください。"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::messages::check_message;

    #[test]
    fn what_is_wrong_says_where_and_what_to_do() {
        let told = |subject: &str, text: &str, is_about_event: bool| -> Vec<String> {
            let faults = check_message(subject, text, is_about_event);
            faults.iter().map(|fault| fault_text(fault, is_about_event)).collect()
        };
        let texts = told("件名{{ recipient.name }}", "一\n二{{ nmae }}", false);
        assert_eq!(texts.len(), 2);
        assert!(texts[0].starts_with("件名の3文字目：") && texts[0].contains("本文に書いて"), "{texts:?}");
        assert!(texts[1].starts_with("本文の2行目、2文字目：「{{ nmae }}」"), "{texts:?}");
        let has_list =
            |text: &str| text.contains("消すか") && text.contains("「{{ recipient.name }}」（宛先の人の名前）");
        assert!(has_list(&texts[1]) && !texts[1].contains("event.title"), "not about an event: {texts:?}");
        let texts = told("件名", "{{ event.titel }}", true);
        assert!(texts[0].contains("「{{ event.title }}」（イベントの名前）に直すか、消して"), "{texts:?}");
        let texts = told("{{ recipient.nmae }}", "本文", true);
        assert!(texts[0].starts_with("件名の1文字目：") && !texts[0].contains("recipient.name"), "{texts:?}");
        assert_eq!(told(" ", "本文", false), ["件名を入力してください。"]);
        let texts = told("一\n{{ event.time }}", "本文", false);
        assert!(texts.iter().any(|text| text.starts_with("件名の2行目、1文字目：")), "{texts:?}");
    }

    #[test]
    fn words_are_read_with_what_their_event_says_and_names_for_the_rest() {
        let event = MessageEvent {
            title: "夜の会".to_owned(),
            starts_at: "2099-12-18T10:00:00Z".parse().unwrap(),
            ends_at: "2099-12-18T12:00:00Z".parse().unwrap(),
            place: "坂の上ホール（架空）".to_owned(),
            url: "events/night/".to_owned(),
        };
        let text = "{{ recipient.name | 皆さま }}へ：{{ event.title }}（{{ event.time }}）";
        for (event, words) in [
            (Some(&event), "〔宛先の人の名前〕へ：夜の会（2099/12/18（金） 19:00〜21:00）"),
            (None, "〔宛先の人の名前〕へ：〔イベントの名前〕（〔イベントの日時〕）"),
        ] {
            assert_eq!(filled_words(text, MessagePart::Body, event), words);
        }
    }
}
