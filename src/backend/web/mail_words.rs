//! What the mails that somebody was sent are called where they read which there were.

use crate::intake::MailKind;

/// A mail, by the name of its kind; that name where a kind is no more.
pub(super) fn mail_in_words(name: &str) -> &str {
    MailKind::of_name(name).map_or(name, |kind| words_of(kind))
}

fn words_of(kind: MailKind) -> &'static str {
    match kind {
        MailKind::SeatConfirmed => "席の確定",
        MailKind::SeatWaitlisted => "キャンセル待ちの受け付け",
        MailKind::AddressConfirmation => "申し込みの確定のお願い",
        MailKind::SeatOffered => "空いた席のご案内",
        MailKind::SeatCancelled => "申し込みの取り消し",
        MailKind::EventChanged => "イベントの変更",
        MailKind::EventOff => "イベントの中止、延期",
        MailKind::FairTalks => "面談の予定の変更",
        MailKind::TalkOffered => "空いた面談の時間のご案内",
        MailKind::MessageEvent => "イベントについてのご連絡",
        MailKind::Reminder => "イベントの前のご案内",
        MailKind::BookingConfirmed => "予約の確定",
        MailKind::BookingChanged => "予約の変更",
        MailKind::BookingCancelled => "予約の取り消し",
        MailKind::BookingAddress => "予約の参加用アドレス",
        MailKind::BookingReminder => "予約の前のご案内",
        MailKind::HostBooked => "予約の確定（お相手あて）",
        MailKind::HostChanged => "予約の変更（お相手あて）",
        MailKind::HostCancelled => "予約の取り消し（お相手あて）",
        MailKind::HostTalks => "テーブルでの面談の予定（企業あて）",
        MailKind::AlreadyRegistered => "すでに申し込みがあることのお知らせ",
        MailKind::FreshLink => "新しいリンク",
        MailKind::FormReceived => "送信の受け付け",
        MailKind::SubscriptionConfirmation => "お知らせのメールの登録の確認",
        MailKind::Newsletter => "お知らせのメール",
        MailKind::Invitation => "イベントや面談のご案内",
        MailKind::SurveyInvitation => "アンケートのお願い",
        MailKind::SurveyReminder => "アンケートのお願い（二度目）",
        MailKind::CaseStep => "お手続きの進み方のご連絡",
        MailKind::Message => "事務局からの連絡",
        MailKind::MessageNews => "事務局からのお知らせ",
        MailKind::StaffInvitation => "職員の招待と再設定",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_mail_has_words_of_its_own() {
        let words: BTreeSet<&str> = MailKind::ALL.iter().map(|kind| mail_in_words(kind.name())).collect();
        assert_eq!(words.len(), MailKind::ALL.len());
        assert!(words.iter().all(|words| !words.is_ascii()), "{words:?}");
        assert_eq!(mail_in_words("of-long-ago"), "of-long-ago");
    }
}
