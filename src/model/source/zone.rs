//! The time zone of a site: what dates without an offset mean, as instants.

use jiff::{
    SignedDuration, Timestamp, Zoned,
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{Data, Date};

/// A time zone. The default is UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

/// Japan has had no summer time since 1951, so its zone is known even where the system has no time zone database.
const JAPAN: (&str, i8) = ("Asia/Tokyo", 9);

impl Zone {
    /// A zone by its name (`Asia/Tokyo`, `UTC`) or by its offset (`+09:00`).
    pub fn parse(name: &str) -> Option<Self> {
        if name == "UTC" {
            return Some(Self::default());
        }
        if name == JAPAN.0 {
            return Some(Self(TimeZone::fixed(Offset::constant(JAPAN.1))));
        }
        // An offset is read as part of a date, which knows all its forms.
        if name.starts_with(['+', '-']) {
            let date = Date::parse(&format!("2000-01-01T00:00:00{name}"))?;
            let utc = Date::parse("2000-01-01T00:00:00Z")?;
            let seconds = utc.instant.as_second() - date.instant.as_second();
            return Some(Self(TimeZone::fixed(Offset::from_seconds(i32::try_from(seconds).ok()?).ok()?)));
        }
        TimeZone::get(name).ok().map(Self)
    }

    /// The instant that a date stands for: as written where it has an offset, else in this zone; a day is its first
    /// moment. `None` when it is no date.
    pub fn start_of(&self, written: &str) -> Option<Timestamp> {
        let date = Date::parse(written)?;
        if Date::has_offset(written) {
            return Some(date.instant);
        }
        let local = date.instant.to_zoned(TimeZone::UTC).datetime();
        Some(local.to_zoned(self.0.clone()).map_or(Timestamp::MAX, |local| local.timestamp()))
    }

    /// As [`Zone::start_of`], but a day without a time ends with the first moment of the next one.
    pub fn end_of(&self, written: &str) -> Option<Timestamp> {
        if !Date::is_day(written) {
            return self.start_of(written);
        }
        // The last day of the calendar, which many mean as never, has no next one.
        let next = Date::parse(written)?.day.tomorrow();
        Some(next.and_then(|next| next.to_zoned(self.0.clone())).map_or(Timestamp::MAX, |next| next.timestamp()))
    }

    /// The date as RFC 3339 with a time and an offset: as written where it has both, else as a clock in this zone.
    pub fn rfc3339(&self, date: &Date) -> String {
        let is_whole = date.text.contains('T') && Date::has_offset(&date.text);
        let instant = if is_whole { None } else { self.start_of(&date.text) };
        instant.map_or_else(|| date.rfc3339(), |instant| self.text(instant))
    }

    /// The instant as a clock in this zone shows it.
    pub fn zoned(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.0.clone())
    }

    /// The instant in RFC 3339 with this zone's offset. Fractions of a second are rounded up, so that nobody who waits
    /// until then comes too early.
    pub fn text(&self, at: Timestamp) -> String {
        let whole = Timestamp::from_second(at.as_second() + i64::from(at.subsec_nanosecond() > 0)).unwrap_or(at);
        let offset = self.0.to_offset(whole);
        if offset == Offset::UTC {
            return whole.to_string();
        }
        let seconds = offset.seconds();
        let shifted = whole.checked_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(whole);
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        format!("{}{sign}{:02}:{:02}", shifted.to_string().trim_end_matches('Z'), minutes / 60, minutes % 60)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let data = Data::deserialize(deserializer)?;
        let zone = data.as_str().and_then(Self::parse);
        zone.ok_or_else(|| {
            let written = data.as_str().map_or_else(|| data.kind().to_owned(), |name| format!("`{name}`"));
            D::Error::custom(format!("{written} is no time zone; write a name such as \"Asia/Tokyo\", or \"+09:00\""))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_instants_of_the_zone() {
        for (zone, written, start, end) in [
            ("UTC", "2026-12-01", "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z"),
            ("Asia/Tokyo", "2026-12-01", "2026-11-30T15:00:00Z", "2026-12-01T15:00:00Z"),
            ("+09:00", "2026-12-31", "2026-12-30T15:00:00Z", "2026-12-31T15:00:00Z"),
            ("-03:30", "2026-12-01", "2026-12-01T03:30:00Z", "2026-12-02T03:30:00Z"),
            ("Asia/Tokyo", "2026-12-01T10:00:00", "2026-12-01T01:00:00Z", "2026-12-01T01:00:00Z"),
            ("Asia/Tokyo", "2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z"),
            ("Asia/Tokyo", "2026-12-01 10:00:00 -5", "2026-12-01T15:00:00Z", "2026-12-01T15:00:00Z"),
            ("Asia/Tokyo", "2026-2-3", "2026-02-02T15:00:00Z", "2026-02-03T15:00:00Z"),
        ] {
            let zone = Zone::parse(zone).unwrap();
            let expected = [start, end].map(|text| text.parse::<Timestamp>().ok());
            assert_eq!([zone.start_of(written), zone.end_of(written)], expected, "{written}");
        }
        assert_eq!(Zone::default().start_of("soon"), None);
        assert_eq!(Zone::default().end_of("2026-02-30"), None);
    }

    #[test]
    fn instants_as_text() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (zone, instant, text) in [
            ("UTC", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z"),
            ("Asia/Tokyo", "2026-11-30T15:00:00Z", "2026-12-01T00:00:00+09:00"),
            ("-03:30", "2026-12-01T00:00:00.25Z", "2026-11-30T20:30:01-03:30"),
        ] {
            assert_eq!(Zone::parse(zone).unwrap().text(at(instant)), text);
        }
    }

    #[test]
    fn dates_in_full() {
        for (zone, written, full) in [
            ("Asia/Tokyo", "2026-08-28", "2026-08-28T00:00:00+09:00"),
            ("Asia/Tokyo", "2026-08-28T10:30:00", "2026-08-28T10:30:00+09:00"),
            ("Asia/Tokyo", "2026-08-28T10:30:00Z", "2026-08-28T10:30:00Z"),
            ("UTC", "2026-08-28", "2026-08-28T00:00:00Z"),
        ] {
            assert_eq!(Zone::parse(zone).unwrap().rfc3339(&Date::parse(written).unwrap()), full);
        }
    }

    #[test]
    fn what_is_no_zone() {
        for name in ["", "東京", "Asia/Edo", "+9x", "+99:00", "9"] {
            assert_eq!(Zone::parse(name), None, "{name}");
        }
    }
}
