//! What a setting may be. What is no such thing is told in a sentence with its remedy, and changes nothing.

use std::{collections::BTreeSet, ops::RangeInclusive};

use jiff::civil::Date;
use tsubame_model::schema::{Retention, normalise_email};

use super::SettingKey;
use crate::intake::{approvals::ApprovalKind, calendar::FiscalCalendar};

/// An offer that nobody can answer in time is none, and one of more than a month keeps those behind it waiting.
pub const OFFER_HOURS_RANGE: RangeInclusive<u32> = 1..=720;

/// Less than an hour before, nobody reads it; more than a fortnight before, everybody has forgotten it again.
pub const REMINDER_HOURS_RANGE: RangeInclusive<u32> = 1..=336;

/// Mails take minutes at times; after a month nobody remembers what they have sent.
pub const CONFIRM_HOURS_RANGE: RangeInclusive<u32> = 1..=720;

/// With less than one a minute nobody has it today; no mail server of a programme takes more than a hundred a second.
pub const PER_MINUTE_RANGE: RangeInclusive<u32> = 1..=6000;

/// The longest name of a sender, in characters: mail programs show about as many.
const LONGEST_NAME: usize = 60;

/// The shortest and the longest term of a form: nothing goes within days of being sent, and nothing is kept for ever.
const SHORTEST_TERM: &str = "30 days";
const LONGEST_TERM: &str = "10 years";

/// What is kept of a value that was typed, or why it cannot be taken.
///
/// # Errors
///
/// A sentence for whoever has typed it.
pub fn check_setting(key: &SettingKey, typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    match key {
        SettingKey::SenderName => check_name(typed),
        SettingKey::ReplyTo => normalise_email(typed)
            .ok_or_else(|| "メールアドレスの形になっていません。desk@example.jp のように入力してください。".to_owned()),
        SettingKey::MessagesPerMinute => check_number(typed, &PER_MINUTE_RANGE, "通"),
        SettingKey::OfferHours => check_number(typed, &OFFER_HOURS_RANGE, "時間"),
        SettingKey::ReminderHours => check_number(typed, &REMINDER_HOURS_RANGE, "時間"),
        SettingKey::ConfirmHours => check_number(typed, &CONFIRM_HOURS_RANGE, "時間"),
        SettingKey::ApprovalRequired => check_kinds(typed),
        SettingKey::FirstMonth => typed
            .parse()
            .ok()
            .and_then(FiscalCalendar::new)
            .map(|_| typed.trim_start_matches('0').to_owned())
            .ok_or_else(|| "年度が始まる月を、1から12までの中から選んでください。".to_owned()),
        SettingKey::ContractStart | SettingKey::ContractEnd => {
            let day = typed.parse::<Date>().ok().filter(|day| (2000..=2100).contains(&day.year()));
            day.map(|day| day.to_string())
                .ok_or_else(|| "日付を 2026-04-01 のように、2000年から2100年までの間で入力してください。".to_owned())
        }
        SettingKey::Retention(_) => check_term(typed),
    }
}

fn check_name(typed: &str) -> Result<String, String> {
    if typed.is_empty() {
        return Err("差出人の名前を入力してください。".to_owned());
    }
    if typed.chars().any(char::is_control) {
        return Err("差出人の名前に、改行などの見えない文字が入っています。打ち直してください。".to_owned());
    }
    if typed.chars().count() > LONGEST_NAME {
        return Err(format!("差出人の名前は{LONGEST_NAME}文字までです。短くしてください。"));
    }
    Ok(typed.to_owned())
}

fn check_number(typed: &str, range: &RangeInclusive<u32>, unit: &str) -> Result<String, String> {
    let number = typed.parse::<u32>().ok().filter(|number| range.contains(number));
    number
        .map(|number| number.to_string())
        .ok_or_else(|| format!("{}から{}までの整数を入力してください（単位は{unit}）。", range.start(), range.end()))
}

/// Kinds by their names, parted by commas; none is a choice too.
fn check_kinds(typed: &str) -> Result<String, String> {
    let names = typed.split(',').map(str::trim).filter(|name| !name.is_empty());
    let mut kinds = BTreeSet::new();
    for name in names {
        let kind = ApprovalKind::parse(name);
        kinds
            .insert(kind.ok_or_else(|| format!("「{name}」という種類はありません。画面の選択肢から選んでください。"))?);
    }
    Ok(kinds.into_iter().map(ApprovalKind::name).collect::<Vec<_>>().join(","))
}

fn check_term(typed: &str) -> Result<String, String> {
    let term = |text: &str| Retention::parse(text).ok();
    let wrong = "保管期間を、数と単位（日、か月、年）で入力してください。".to_owned();
    let Some(read) = term(typed) else { return Err(wrong) };
    let is_beyond = |shorter: Option<Retention>, longer: Option<Retention>| {
        shorter.zip(longer).is_some_and(|(shorter, longer)| shorter.is_shorter_than(longer))
    };
    if is_beyond(Some(read), term(SHORTEST_TERM)) {
        return Err("30日より短くはできません。届いたばかりの申し込みが、対応の前に消えてしまうためです。".to_owned());
    }
    if is_beyond(term(LONGEST_TERM), Some(read)) {
        return Err("10年より長くはできません。個人情報は、必要な間だけ保管します。".to_owned());
    }
    Ok(read.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_kept_as_one_way_of_writing_it() {
        use SettingKey::{ApprovalRequired, ContractStart, FirstMonth, OfferHours, ReplyTo, SenderName};
        let retention = SettingKey::Retention("event".to_owned());
        for (key, typed, kept) in [
            (&SenderName, " せんだい相談室 ", "せんだい相談室"),
            (&ReplyTo, "desk@example.jp", "desk@example.jp"),
            (&OfferHours, "048", "48"),
            (&ApprovalRequired, "message, plan,message", "plan,message"),
            (&ApprovalRequired, "", ""),
            (&FirstMonth, "04", "4"),
            (&ContractStart, "2026-04-01", "2026-04-01"),
            (&retention, "13 months", "13 months"),
            (&retention, "30 days", "30 days"),
            (&retention, "10 years", "10 years"),
        ] {
            assert_eq!(check_setting(key, typed).as_deref(), Ok(kept), "{key:?}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_in_a_sentence() {
        use SettingKey::{
            ApprovalRequired, ConfirmHours, ContractEnd, FirstMonth, MessagesPerMinute, OfferHours, ReminderHours,
            ReplyTo, SenderName,
        };
        let (long, retention) = ("長".repeat(61), SettingKey::Retention("event".to_owned()));
        for (key, typed) in [
            (&SenderName, ""),
            (&SenderName, "a\nBcc: x"),
            (&SenderName, long.as_str()),
            (&ReplyTo, "desk"),
            (&MessagesPerMinute, "0"),
            (&OfferHours, "721"),
            (&ReminderHours, "-1"),
            (&ConfirmHours, "一日"),
            (&ApprovalRequired, "message,money"),
            (&FirstMonth, "13"),
            (&ContractEnd, "2026-02-30"),
            (&ContractEnd, "1999-12-31"),
            (&retention, "29 days"),
            (&retention, "11 years"),
            (&retention, "for ever"),
        ] {
            let told = check_setting(key, typed).unwrap_err();
            assert!(told.ends_with('。'), "{key:?} {typed}: {told}");
        }
    }
}
