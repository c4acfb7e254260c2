//! Times of a business day, which may go on past midnight: 25:00 is one o'clock of the next day.
//!
//! Hours after midnight count on, so a time of its own never says which day it belongs to; [`TimeOfDay::on`] does, and
//! makes of 24:00 the first moment of the next day, never of the same.

use std::{fmt, sync::LazyLock};

use jiff::{
    SignedDuration,
    civil::{self, DateTime, Time},
};
use regex::Regex;

use super::{Wording, pattern};

/// A time of a business day: whole minutes from its midnight, `0:00` to `29:59`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay {
    minutes: u16,
}

/// Why a text is no such time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeOfDayError {
    /// It is not written like one.
    NotATime {
        /// The text.
        written: String,
    },
    /// It is later than 29:59, so that nobody could tell which day is meant.
    TooLate {
        /// The text.
        written: String,
    },
}

/// As in `25:00`, `25時`, `24時30分`; full-width signs are folded before.
static WRITTEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?x)^ ([0-9]{1,2}) (?: :([0-5][0-9]) | 時 (?: ([0-5]?[0-9])分 )? ) $"));

impl TimeOfDay {
    /// The latest.
    pub const LATEST: Self = Self { minutes: 29 * 60 + 59 };

    /// Midnight, with which a day begins.
    pub const MIDNIGHT: Self = Self { minutes: 0 };

    /// The time so many minutes after midnight; `None` above 29:59.
    pub fn from_minutes(minutes: u16) -> Option<Self> {
        (minutes <= Self::LATEST.minutes).then_some(Self { minutes })
    }

    /// Reads `6:00`, `25:00`, `25時` or `24時30分`, with digits of any width.
    pub fn parse(text: &str) -> Result<Self, TimeOfDayError> {
        let plain: String = text.trim().chars().map(half_width).collect();
        let not_a_time = || TimeOfDayError::NotATime { written: text.to_owned() };
        let parts = WRITTEN.captures(&plain).ok_or_else(not_a_time)?;
        let number = |at: usize| parts.get(at).map_or(Ok(0), |part| part.as_str().parse::<u16>());
        let (Ok(hours), Ok(after_colon), Ok(in_words)) = (number(1), number(2), number(3)) else {
            return Err(not_a_time());
        };
        let too_late = || TimeOfDayError::TooLate { written: text.to_owned() };
        Self::from_minutes(hours * 60 + after_colon + in_words).ok_or_else(too_late)
    }

    /// How many minutes it is after midnight.
    pub fn minutes(self) -> u16 {
        self.minutes
    }

    /// What clocks show then, on the business day `day`: 24:00 is 0:00 of the next day. `None` at the end of the calendar.
    pub fn on(self, day: civil::Date) -> Option<DateTime> {
        day.to_datetime(Time::midnight()).checked_add(SignedDuration::from_mins(i64::from(self.minutes))).ok()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl From<TimeOfDayError> for Wording {
    fn from(error: TimeOfDayError) -> Self {
        match error {
            TimeOfDayError::NotATime { written } => Self::new(
                format!("`{written}` is no time; write it as 6:00 or 25:00"),
                format!("`{written}` は時刻ではありません。6:00 や 25:00 のように書きます"),
            ),
            TimeOfDayError::TooLate { written } => Self::new(
                format!("`{written}` is too late; hours count on after midnight, up to 29:59"),
                format!("`{written}` は遅すぎます。深夜は 24:00 から 29:59 まで書けます"),
            ),
        }
    }
}

/// Digits and colons of Japanese keyboards as those of ASCII.
fn half_width(letter: char) -> char {
    match letter {
        '０'..='９' | '：' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r23_hours_count_on_after_midnight() {
        for (written, shown, clock) in [
            ("0:00", "0:00", "2026-12-04T00:00:00"),
            ("6:00", "6:00", "2026-12-04T06:00:00"),
            ("06:05", "6:05", "2026-12-04T06:05:00"),
            ("23:59", "23:59", "2026-12-04T23:59:00"),
            ("24:00", "24:00", "2026-12-05T00:00:00"),
            ("25時", "25:00", "2026-12-05T01:00:00"),
            ("24:30", "24:30", "2026-12-05T00:30:00"),
            ("24時30分", "24:30", "2026-12-05T00:30:00"),
            ("２４：３０", "24:30", "2026-12-05T00:30:00"),
            (" ２５時 ", "25:00", "2026-12-05T01:00:00"),
            ("29:59", "29:59", "2026-12-05T05:59:00"),
        ] {
            let time = TimeOfDay::parse(written).unwrap();
            assert_eq!(time.to_string(), shown, "{written}");
            assert_eq!(time.on(civil::date(2026, 12, 4)).unwrap().to_string(), clock, "{written}");
            assert_eq!(TimeOfDay::from_minutes(time.minutes()), Some(time));
        }
        assert_eq!(TimeOfDay::LATEST.on(civil::Date::MAX), None);
        assert!(TimeOfDay::MIDNIGHT < TimeOfDay::LATEST);
    }

    #[test]
    fn r23_what_is_no_time() {
        for (written, is_too_late) in [
            ("30:00", true),
            ("30時", true),
            ("９９：００", true),
            ("24:60", false),
            ("6", false),
            ("6:0", false),
            ("-6:00", false),
            ("+6:00", false),
            ("6:00:00", false),
            ("100:00", false),
            ("24時半ごろ", false),
            ("٢٤:٠٠", false),
            ("", false),
        ] {
            let error = TimeOfDay::parse(written).unwrap_err();
            let text = written.to_owned();
            let expected = if is_too_late {
                TimeOfDayError::TooLate { written: text }
            } else {
                TimeOfDayError::NotATime { written: text }
            };
            assert_eq!(error, expected);
            let words = Wording::from(error);
            assert!(words.english().contains(written) && words.japanese().contains(written), "{words:?}");
        }
    }
}
