//! Templates of mails in words: what each is called, and when it is sent.

use crate::{intake::MailKind, outbox::kind_of_template, web::mail_words::mail_in_words};

/// What a template is called.
pub(super) fn template_label(name: &str) -> String {
    match kind_of_template(name) {
        Some(kind) if kind.name() == name => mail_in_words(name).to_owned(),
        Some(_) => format!("案件の連絡：{name}"),
        None if name.starts_with("layout") => format!("すべてのメールの枠（{name}）"),
        None => part_label(name).map_or_else(|| format!("部品：{name}"), |label| format!("部品：{label}")),
    }
}

fn part_label(name: &str) -> Option<&'static str> {
    Some(match name {
        "part.before" => "変更前の日時と場所",
        "part.booking" => "予約の内容",
        "part.booking-links" => "予約のリンク",
        "part.event" => "イベントの内容",
        "part.footer" => "メールの末尾",
        "part.greeting" => "あいさつ",
        "part.seat-cancel" => "席の取り消し",
        "part.seat-state" => "席の状況",
        "part.survey" => "アンケートの内容",
        "part.way-out" => "お知らせの末尾（配信を止めるリンク）",
        _ => return None,
    })
}

/// When it is sent, to whom.
pub(super) fn template_hint(name: &str) -> &'static str {
    match kind_of_template(name) {
        Some(kind) => kind_hint(kind),
        None if name.starts_with("layout") => "HTMLのメールすべてに使います。",
        None => "ほかのひな型の中で使います。変えると、使っているすべてのメールが変わります。",
    }
}

fn kind_hint(kind: MailKind) -> &'static str {
    match kind {
        MailKind::SeatConfirmed => "イベントの席が決まったとき、申し込んだ人へ。",
        MailKind::SeatWaitlisted => "満席で、キャンセル待ちになったとき、申し込んだ人へ。",
        MailKind::AddressConfirmation => "確認が必要なフォームが送られたとき、そのアドレスへ。本人とは限りません。",
        MailKind::SeatOffered => "席が空いたとき、キャンセル待ちの人へ。",
        MailKind::SeatCancelled => "申し込みを取り消したとき、本人へ。",
        MailKind::EventChanged => "イベントの日時や場所が変わったとき、申し込んだ人へ。",
        MailKind::EventOff => "イベントが中止か延期になったとき、申し込んだ人へ。",
        MailKind::MessageEvent => "イベントについてメッセージを送るとき、申し込んだ人へ。",
        MailKind::FairTalks => "フェアの面談の予定が変わったとき、面談のある人へ。",
        MailKind::TalkOffered => "フェアの面談の時間が空いたとき、その企業を希望して時間のなかった人へ。",
        MailKind::Reminder => "イベントの前に、席のある人へ。",
        MailKind::BookingConfirmed => "予約が決まったとき、予約した人へ。",
        MailKind::BookingChanged => "予約の日時などが変わったとき、予約した人へ。",
        MailKind::BookingCancelled => "予約が取り消されたとき、予約した人へ。",
        MailKind::BookingAddress => "オンラインの参加用アドレスが決まったとき、予約した人へ。",
        MailKind::BookingReminder => "予約の前に、予約した人へ。",
        MailKind::HostBooked => "予約が入ったとき、面談の相手へ。お客さまの名前は書けません。",
        MailKind::HostChanged => "予約が変わったとき、面談の相手へ。お客さまの名前は書けません。",
        MailKind::HostCancelled => "予約が取り消されたとき、面談の相手へ。お客さまの名前は書けません。",
        MailKind::HostTalks => {
            "フェアの受付を締め切ったときと、そのあと面談の時間が変わったとき、テーブルのある企業へ。お客さまの名前は書けません。"
        }
        MailKind::AlreadyRegistered => "もう申し込みのあるアドレスで送られたとき、そのアドレスへ。",
        MailKind::FreshLink => "期限の過ぎたリンクが開かれ、新しいリンクを求められたとき、本人へ。",
        MailKind::FormReceived => "席のないフォームが届いたとき、送った人へ。",
        MailKind::SubscriptionConfirmation => "お知らせの希望があったとき、そのアドレスへ。本人とは限りません。",
        MailKind::Newsletter => "お知らせを送るとき、希望した人へ。",
        MailKind::Invitation => "イベントや面談を案内するとき、お知らせを希望した人へ。",
        MailKind::SurveyInvitation => "イベントや面談のあと、参加した人へ。",
        MailKind::SurveyReminder => "アンケートの回答がないとき、もう一度、参加した人へ。",
        MailKind::CaseStep => "案件が進んだとき、本人へ。どの段階で送るかは、案件の流れの設定で決まります。",
        MailKind::Message => "メッセージを送るとき、宛先の人へ。",
        MailKind::MessageNews => "お知らせのメッセージを送るとき、希望した人へ。",
        MailKind::StaffInvitation => "アカウントを作るか再設定したとき、その職員へ。",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_told_apart() {
        assert_eq!(template_label("reminder"), "イベントの前のご案内");
        assert_eq!(template_label("case-thanks"), "案件の連絡：case-thanks");
        assert_eq!(template_label("part.footer"), "部品：メールの末尾");
        assert_eq!(template_label("part.new"), "部品：part.new");
        assert!(template_label("layout").starts_with("すべてのメールの枠"));
        for kind in MailKind::ALL {
            assert!(template_hint(kind.name()).contains('、'), "{kind:?} says when and to whom");
        }
    }
}
