//! What clocks in Japan show, whatever the zone of the server or of the visitor is; and the business day of a moment.

use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime, Time, Weekday},
    tz::{Offset, TimeZone},
};

use crate::schema::OpeningWeek;

/// Japan has had no summer time since 1951.
const JAPAN: Offset = Offset::constant(9);

/// What clocks in Japan show at an instant.
pub fn clock_in_japan(at: Timestamp) -> DateTime {
    JAPAN.to_datetime(at)
}

/// An instant with Japan's calendar, by which days, months and years are counted.
pub fn calendar_in_japan(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::fixed(JAPAN))
}

/// The instant at which clocks in Japan show this; `None` at the ends of the calendar.
pub fn instant_in_japan(shown: DateTime) -> Option<Timestamp> {
    JAPAN.to_timestamp(shown).ok()
}

/// The midnight at which the day of an instant ends in Japan; `None` at the end of the calendar.
pub fn day_end_in_japan(at: Timestamp) -> Option<Timestamp> {
    instant_in_japan(clock_in_japan(at).date().tomorrow().ok()?.to_datetime(Time::midnight()))
}

/// The business day of an instant: the latest that has begun by then. So an hour after midnight belongs to the day before,
/// if the day itself begins at six.
pub fn business_day(at: Timestamp, week: &OpeningWeek) -> Date {
    let shown = clock_in_japan(at);
    let has_begun = |day: &Date| week.day_start(day.weekday()).on(*day).is_some_and(|start| start <= shown);
    // An opening may be as late as 29:59, so the day may be the one before yesterday.
    let days = std::iter::successors(Some(shown.date()), |day| day.yesterday().ok());
    days.take(3).find(has_begun).unwrap_or(shown.date())
}

/// An instant as operators read it, in an order that sorts: `2026-10-26 10:00 日本時間`. Visitors are told times in words.
pub fn render_japan_time(at: Timestamp) -> String {
    format!("{} 日本時間", clock_in_japan(at).strftime("%Y-%m-%d %H:%M"))
}

/// A weekday in one letter: 月.
pub fn weekday_in_japanese(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    }
}
