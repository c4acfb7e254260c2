//! Times as the office says them: in Japanese time, short.

use jiff::{Timestamp, civil::Date};

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
