//! Times as mails and the server's pages say them to visitors: always in Japanese time and saying so, whatever the clocks of
//! server and reader.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use serde::Serialize;

use crate::intake::calendar::{clock_in_japan, weekday_in_japanese};

/// A time in words: `2026年12月18日（金） 19:00〜21:00（日本時間）`; empty where there is none. It can be made from
/// instants alone, so nobody is told a time of another zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct JapanTime(String);

impl JapanTime {
    /// A point in time.
    pub fn at(instant: Timestamp) -> Self {
        Self(format!("{}（日本時間）", day_and_clock(&clock_in_japan(instant))))
    }

    /// From one point in time to another. An end on a later day says its day. What begins and ends at midnight takes whole days, of
    /// which the last is the one before that end.
    pub fn between(start: Timestamp, end: Timestamp) -> Self {
        let (start, end) = (clock_in_japan(start), clock_in_japan(end));
        if start < end && [start, end].iter().all(|at| at.time() == Time::midnight()) {
            let (first, last) = (start.date(), end.date().yesterday().unwrap_or_else(|_| end.date()));
            let until = if first == last { String::new() } else { format!("〜{}", day(last)) };
            return Self(format!("{}{until}", day(first)));
        }
        let until = if start.date() == end.date() { clock(&end) } else { day_and_clock(&end) };
        Self(format!("{}〜{until}（日本時間）", day_and_clock(&start)))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn day_and_clock(at: &DateTime) -> String {
    format!("{} {}", day(at.date()), clock(at))
}

fn day(day: Date) -> String {
    let weekday = weekday_in_japanese(day.weekday());
    format!("{}年{}月{}日（{weekday}）", day.year(), day.month(), day.day())
}

fn clock(at: &DateTime) -> String {
    format!("{}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r26_times_are_japanese_whatever_the_clock_of_the_reader() {
        for (start, end, words) in [
            ("2026-10-26T01:00:00Z", "2026-10-26T02:00:00Z", "2026年10月26日（月） 10:00〜11:00（日本時間）"),
            // The same instant, as London (after the change of its clocks) and New York (before) write it.
            ("2026-10-26T01:00:00+00:00", "2026-10-26T02:00:00Z", "2026年10月26日（月） 10:00〜11:00（日本時間）"),
            ("2026-10-25T21:00:00-04:00", "2026-10-26T02:00:00Z", "2026年10月26日（月） 10:00〜11:00（日本時間）"),
            (
                "2026-12-04T14:00:00Z",
                "2026-12-04T15:00:00Z",
                "2026年12月4日（金） 23:00〜2026年12月5日（土） 0:00（日本時間）",
            ),
            ("2027-02-11T15:00:00Z", "2027-02-21T15:00:00Z", "2027年2月12日（金）〜2027年2月21日（日）"),
            ("2027-02-11T15:00:00Z", "2027-02-12T15:00:00Z", "2027年2月12日（金）"),
        ] {
            let [start, end] = [start, end].map(|text| text.parse().unwrap());
            assert_eq!(JapanTime::between(start, end).as_str(), words);
        }
        let at = JapanTime::at("2026-12-31T15:05:00Z".parse().unwrap());
        assert_eq!(at.as_str(), "2027年1月1日（金） 0:05（日本時間）");
    }
}
