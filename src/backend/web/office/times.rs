//! Times as the office says them: in Japanese time, short.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Letters for the days of a week from Monday on.
const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// The zone of everybody in the office: Japan has no summer time.
fn zone() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(9))
}

/// A time with its day: `2026/12/4（金） 10:00`.
pub(super) fn day_and_time(at: Timestamp) -> String {
    let at = at.to_zoned(zone());
    format!("{} {:02}:{:02}", day(at.timestamp()), at.hour(), at.minute())
}

/// A time of a day that is known: `10:00`.
pub(super) fn time_of_day(at: Timestamp) -> String {
    let at = at.to_zoned(zone());
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// A day: `2026/12/4（金）`.
pub(super) fn day(at: Timestamp) -> String {
    local_day(at.to_zoned(zone()).date())
}

/// The day that it is now.
pub(super) fn today(now: Timestamp) -> Date {
    now.to_zoned(zone()).date()
}

/// The same of a day of the calendar.
pub(super) fn local_day(date: Date) -> String {
    let weekday = WEEKDAYS[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs()).min(6)];
    format!("{}/{}/{}（{weekday}）", date.year(), date.month(), date.day())
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
