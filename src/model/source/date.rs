//! Dates as content writes them: TOML dates, the same in quotes, and the looser dates of YAML 1.1.

use std::{str::FromStr, sync::LazyLock};

use jiff::{
    Timestamp,
    civil::{self, DateTime},
    tz::{Offset, TimeZone},
};
use regex::{Captures, Regex};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{Data, pattern};

/// A date with or without a time and an offset, kept as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    /// The text templates see: as written, or RFC 3339 when it was written in a YAML form.
    pub text: String,
    /// The instant it stands for when dates are compared: without an offset, UTC; without a time, midnight.
    pub instant: Timestamp,
    /// Year, month and day in the date's own offset.
    pub day: civil::Date,
}

/// Dates of YAML 1.1: one-digit parts, a space before the time, short offsets.
static YAML_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^ (\d{4})-(\d{1,2})-(\d{1,2})
          (?: (?:[Tt]|[\ \t]+) (\d{1,2}):(\d{2}):(\d{2}) (\.\d{0,9})?
              [\ \t]* (?: (Z) | ([-+])(\d{1,2}) (?: :(\d{2}) )? )? )? $",
    )
});

impl Date {
    /// Reads a date in any form that front matter allows, or `None`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(date) = toml::value::Datetime::from_str(text) {
            let text = date.to_string();
            let parts = date.date?;
            let day = civil_date(i64::from(parts.year), i64::from(parts.month), i64::from(parts.day))?;
            let time = date
                .time
                .map_or((0, 0, 0, 0), |t| (t.hour, t.minute, t.second.unwrap_or(0), t.nanosecond.unwrap_or(0)));
            let offset_minutes = match date.offset {
                Some(toml::value::Offset::Custom { minutes }) => i32::from(minutes),
                Some(toml::value::Offset::Z) | None => 0,
            };
            let time =
                civil::Time::new(small(time.0)?, small(time.1)?, small(time.2.min(59))?, i32::try_from(time.3).ok()?)
                    .ok()?;
            // The last hours of the year 9999 are none that can be reckoned with, but whoever writes them means never.
            let instant = instant(day.to_datetime(time), offset_minutes)
                .or_else(|| (day.year() == 9999).then_some(jiff::Timestamp::MAX))?;
            return Some(Self { text, instant, day });
        }
        Self::from_yaml(&YAML_DATE.captures(text)?)
    }

    /// The date as RFC 3339 with a time and an offset: as written where it has both, else in UTC.
    pub fn rfc3339(&self) -> String {
        let is_whole = self.text.contains('T') && Self::has_offset(&self.text);
        if is_whole { self.text.clone() } else { self.instant.to_string() }
    }

    /// Whether a date, in any form in which it can be written, is a day without a time.
    pub fn is_day(written: &str) -> bool {
        !written.contains(':')
    }

    /// Whether a date, in any form, says how far it is from UTC. Before the time, `-` only parts the numbers of the day.
    pub fn has_offset(written: &str) -> bool {
        let time = written.split_once(':').map_or("", |(_, time)| time);
        time.contains(['Z', 'z', '+', '-'])
    }

    fn from_yaml(parts: &Captures<'_>) -> Option<Self> {
        let number = |at: usize| parts.get(at).map_or(Some(0), |part| part.as_str().parse::<i64>().ok());
        let day = civil_date(number(1)?, number(2)?, number(3)?)?;
        let digits = parts.get(7).map_or("", |part| part.as_str().trim_start_matches('.'));
        let nanoseconds = format!("{digits:0<9}").parse().ok()?;
        let time = civil::Time::new(small(number(4)?)?, small(number(5)?)?, small(number(6)?)?, nanoseconds).ok()?;
        let minutes = i32::try_from(number(10)? * 60 + number(11)?).ok()?;
        let minutes = if parts.get(9).is_some_and(|sign| sign.as_str() == "-") { -minutes } else { minutes };
        let datetime = day.to_datetime(time);
        let instant = instant(datetime, minutes)?;
        Some(Self { text: rfc3339(datetime, minutes), instant, day })
    }
}

fn small(number: impl TryInto<i8>) -> Option<i8> {
    number.try_into().ok()
}

fn civil_date(year: i64, month: i64, day: i64) -> Option<civil::Date> {
    civil::Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()
}

fn instant(datetime: DateTime, offset_minutes: i32) -> Option<Timestamp> {
    let offset = Offset::from_seconds(offset_minutes * 60).ok()?;
    Some(datetime.to_zoned(TimeZone::fixed(offset)).ok()?.timestamp())
}

/// RFC 3339 with `Z` for UTC and a fraction only when there is one.
fn rfc3339(datetime: DateTime, offset_minutes: i32) -> String {
    if offset_minutes == 0 {
        return format!("{datetime}Z");
    }
    let (sign, minutes) = (if offset_minutes < 0 { '-' } else { '+' }, offset_minutes.abs());
    format!("{datetime}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// For `#[serde(deserialize_with)]`: a date of any form, or nothing.
pub fn deserialize_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    match Data::deserialize(deserializer)? {
        Data::Text(text) => {
            let wrong = || {
                D::Error::custom(format!("`{text}` is not a date; write it as 2026-11-21 or 2026-11-21T10:00:00+09:00"))
            };
            Date::parse(&text).map(Some).ok_or_else(wrong)
        }
        Data::Null => Ok(None),
        other => Err(D::Error::custom(format!("expected a date, found {}", other.kind()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_dates() {
        for (written, text, instant) in [
            ("2026-11-21", "2026-11-21", "2026-11-21T00:00:00Z"),
            ("2026-11-21T10:00:00", "2026-11-21T10:00:00", "2026-11-21T10:00:00Z"),
            ("2026-11-21T10:00:00+09:00", "2026-11-21T10:00:00+09:00", "2026-11-21T01:00:00Z"),
            ("2024-5-6", "2024-05-06T00:00:00Z", "2024-05-06T00:00:00Z"),
            ("2001-12-14 21:59:43.10 -5", "2001-12-14T21:59:43.1-05:00", "2001-12-15T02:59:43.1Z"),
            ("2001-12-15 2:59:43.10", "2001-12-15T02:59:43.1Z", "2001-12-15T02:59:43.1Z"),
        ] {
            let date = Date::parse(written).unwrap();
            assert_eq!(date.text, text);
            assert_eq!(date.instant, instant.parse().unwrap());
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in ["昨日", "", "2026-13-01", "2026-02-30", "10:00:00", "2026-1-1 25:00:00", "20260101"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
