//! Times as the office says them: in Japanese time, short.

use jiff::{
    Timestamp,
    civil::{Date, Time},
};

use crate::intake::calendar::{clock_in_japan, weekday_in_japanese};

/// A time with its day: `2026/12/4（金） 10:00`.
pub(super) fn day_and_time(at: Timestamp) -> String {
    format!("{} {}", day(at), time_of_day(at))
}

/// A time of a day that is known: `10:00`.
pub(super) fn time_of_day(at: Timestamp) -> String {
    clock_in_japan(at).strftime("%H:%M").to_string()
}

/// A day: `2026/12/4（金）`.
pub(super) fn day(at: Timestamp) -> String {
    local_day(today(at))
}

/// The day that it is at a moment.
pub(super) fn today(now: Timestamp) -> Date {
    clock_in_japan(now).date()
}

/// The same of a day of the calendar.
pub(super) fn local_day(date: Date) -> String {
    format!("{}/{}/{}（{}）", date.year(), date.month(), date.day(), weekday_in_japanese(date.weekday()))
}

/// From when until when something is: `2026/12/4（金） 10:00〜12:00`. An end on a later day says its day; what takes whole days says no
/// time: `2027/2/12（金）〜2/21（日）`.
pub(super) fn days_and_times(start: Timestamp, end: Timestamp) -> String {
    let (first, last) = (today(start), today(end));
    if takes_whole_days(start, end) {
        let last = last.yesterday().unwrap_or(last);
        return if first == last {
            local_day(first)
        } else {
            format!("{}〜{}", local_day(first), later_day(first, last))
        };
    }
    let until = if first == last { String::new() } else { format!("{} ", later_day(first, last)) };
    format!("{}〜{until}{}", day_and_time(start), time_of_day(end))
}

/// Whether something begins and ends at midnight.
pub(super) fn takes_whole_days(start: Timestamp, end: Timestamp) -> bool {
    start < end && [start, end].into_iter().all(|at| clock_in_japan(at).time() == Time::midnight())
}

/// A day after another: without its year, if that is the same.
fn later_day(first: Date, last: Date) -> String {
    let whole = local_day(last);
    let short = whole.split_once('/').map(|(_, rest)| rest.to_owned());
    short.filter(|_| first.year() == last.year()).unwrap_or(whole)
}

/// For how long something waits: `3日`, `5時間`, `12分`.
pub(super) fn since(at: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_since(at).as_mins().max(0);
    match (minutes / (24 * 60), minutes / 60) {
        (0, 0) => format!("{minutes}分"),
        (0, hours) => format!("{hours}時間"),
        (days, _) => format!("{days}日"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_whole_days_says_no_time() {
        for (start, end, words) in [
            ("2026-12-04T19:00", "2026-12-04T21:00", "2026/12/4（金） 19:00〜21:00"),
            ("2026-12-04T23:00", "2026-12-05T01:00", "2026/12/4（金） 23:00〜12/5（土） 01:00"),
            ("2026-12-31T23:00", "2027-01-01T01:00", "2026/12/31（木） 23:00〜2027/1/1（金） 01:00"),
            ("2027-02-12T00:00", "2027-02-22T00:00", "2027/2/12（金）〜2/21（日）"),
            ("2027-02-12T00:00", "2027-02-13T00:00", "2027/2/12（金）"),
            ("2026-12-31T00:00", "2027-01-02T00:00", "2026/12/31（木）〜2027/1/1（金）"),
            ("2027-02-12T00:00", "2027-02-12T00:00", "2027/2/12（金） 00:00〜00:00"),
        ] {
            let [start, end] = [start, end].map(|clock| format!("{clock}+09:00").parse().unwrap());
            assert_eq!(days_and_times(start, end), words);
        }
    }

    #[test]
    fn times_are_those_of_japan() {
        let at: Timestamp = "2026-12-04T15:30:00Z".parse().unwrap();
        assert_eq!((day_and_time(at).as_str(), day(at).as_str()), ("2026/12/5（土） 00:30", "2026/12/5（土）"));
        for (later, words) in [
            ("2026-12-04T15:30:59Z", "0分"),
            ("2026-12-04T16:29:59Z", "59分"),
            ("2026-12-04T16:30:00Z", "1時間"),
            ("2026-12-05T15:29:59Z", "23時間"),
            ("2026-12-07T15:30:00Z", "3日"),
            ("2026-12-04T15:00:00Z", "0分"),
        ] {
            assert_eq!(since(at, later.parse().unwrap()), words, "{later}");
        }
    }
}
