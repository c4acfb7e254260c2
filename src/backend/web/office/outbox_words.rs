//! What became of a mail, and what its server said, as staff read it.

use jiff::Timestamp;

use super::{account_names::AccountNames, timeline_words::mail_state, times::day_and_time};
use crate::store::{GiveUpCause, MailState, MailTry, OutboxEntry};

/// The states by which the list can be narrowed, by the names that addresses have for them.
pub(super) const STATE_FILTERS: [(&str, &str, &[MailState]); 6] = [
    ("waiting", "送信待ち", &[MailState::Waiting, MailState::Sending]),
    ("sent", "送信済み", &[MailState::Sent]),
    ("bounced", "届きませんでした", &[MailState::Bounced]),
    ("dead", "送れませんでした", &[MailState::Dead]),
    ("withdrawn", "送信を止めています", &[MailState::Withdrawn]),
    ("dropped", "取り消しのため、送っていません", &[MailState::Dropped]),
];

/// How a mail stands. One that waits says for what.
pub(super) fn entry_state(entry: &OutboxEntry, now: Timestamp) -> String {
    match entry.state {
        MailState::Waiting if entry.due_at > now && entry.mail.attempts > 1 => {
            format!("送信待ち（次は{}）", day_and_time(entry.due_at))
        }
        MailState::Waiting if entry.due_at > now => format!("送信待ち（{}に送る予定）", day_and_time(entry.due_at)),
        state => mail_state(state).to_owned(),
    }
}

/// What came of a try, with what the server said.
pub(super) fn outcome_text(outcome: &str) -> String {
    let (name, codes) = outcome.split_once(' ').unwrap_or((outcome, ""));
    let text = match name {
        "accepted" => "相手のサーバーが受け取りました",
        "address-refused" => "このアドレスにはメールが届かないと言われました",
        "message-refused" => "このメールは受け取れないと言われました",
        "sender-blocked" => "こちらの差出人が拒まれました",
        "temporary-failure" => "いまは受け取れないと言われたか、つながりませんでした",
        "uncertain" => "届いたかどうかわかりません",
        "retried" => "もう一度送ることにしました",
        "dropped" => "取り消しのため、送っていません",
        "dead" => "送れませんでした",
        "held" => "復元したため、送らずにあります",
        "given-up" => {
            let cause = GiveUpCause::parse(codes).map_or("その他", cause_label);
            return format!("送信を取りやめました（{cause}）");
        }
        _ => return outcome.to_owned(),
    };
    if codes.is_empty() { text.to_owned() } else { format!("{text}（応答：{codes}）") }
}

/// Why a mail is given up.
pub(super) fn cause_label(cause: GiveUpCause) -> &'static str {
    match cause {
        GiveUpCause::ToldOtherwise => "電話など、別の方法で伝えた",
        GiveUpCause::NotNeeded => "内容が不要になった",
        GiveUpCause::NoAddress => "正しいアドレスがわからない",
        GiveUpCause::Other => "その他",
    }
}

/// A try as a row: when, what, who.
pub(super) fn try_row(tried: &MailTry, accounts: &AccountNames) -> (String, String, String) {
    let account = tried.account.as_deref().map(|account| accounts.of(account)).unwrap_or_default();
    (day_and_time(tried.at), outcome_text(&tried.outcome), account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_said_is_told_with_its_codes() {
        for (outcome, text) in [
            ("accepted", "相手のサーバーが受け取りました"),
            ("address-refused 550 5.1.1", "このアドレスにはメールが届かないと言われました（応答：550 5.1.1）"),
            ("given-up told-otherwise", "送信を取りやめました（電話など、別の方法で伝えた）"),
            ("given-up", "送信を取りやめました（その他）"),
            ("of long ago", "of long ago"),
        ] {
            assert_eq!(outcome_text(outcome), text, "{outcome}");
        }
    }
}
