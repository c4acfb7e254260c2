//! When a counsellor or company is away, or there beside the hours of the site's files, as staff say: nobody has to write a file and
//! build the site for an afternoon at the dentist's.
//!
//! Both are told of the host, whatever is booked with it. Where the two overlap, whoever is away is away. Times of one kind may
//! overlap; the very same one is there once.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use strum::VariantArray;

/// What a host's time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum HostTimeKind {
    /// Nobody can meet them then.
    Away,
    /// They can be met then, too.
    Extra,
}

/// Why a time cannot be one of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostTimeFault {
    /// It ends before it begins.
    Backwards,
    /// It is over.
    Over,
    /// It begins or ends beside the five minutes in which time is counted.
    BesideCell,
    /// It is longer than such a time is.
    TooLong,
}

const CELL_SECONDS: i64 = 5 * 60;

impl HostTimeKind {
    /// Its name in the database and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Extra => "extra",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }

    /// How long such a time is at most. Somebody may be away for a year, and is there for no longer than a day at a stretch.
    pub fn longest(self) -> SignedDuration {
        SignedDuration::from_hours(match self {
            Self::Away => 366 * 24,
            Self::Extra => 24,
        })
    }

    /// Whether a time can be one of this kind.
    pub fn check(self, times: &Range<Timestamp>, now: Timestamp) -> Result<(), HostTimeFault> {
        let is_beside = |at: Timestamp| at.as_second() % CELL_SECONDS != 0 || at.subsec_nanosecond() != 0;
        if times.start >= times.end {
            Err(HostTimeFault::Backwards)
        } else if times.end <= now {
            Err(HostTimeFault::Over)
        } else if is_beside(times.start) || is_beside(times.end) {
            Err(HostTimeFault::BesideCell)
        } else if times.end.duration_since(times.start) > self.longest() {
            Err(HostTimeFault::TooLong)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_that_is_none() {
        let at = |text: &str| format!("2026-12-{text}+09:00").parse::<Timestamp>().unwrap();
        let now = at("10T12:00");
        for (from, until, away, extra) in [
            ("11T10:00", "11T18:00", Ok(()), Ok(())),
            ("10T10:00", "10T18:00", Ok(()), Ok(())),
            ("11T10:00", "11T10:00", Err(HostTimeFault::Backwards), Err(HostTimeFault::Backwards)),
            ("10T09:00", "10T12:00", Err(HostTimeFault::Over), Err(HostTimeFault::Over)),
            ("11T10:03", "11T12:00", Err(HostTimeFault::BesideCell), Err(HostTimeFault::BesideCell)),
            ("11T10:00", "11T12:00:01", Err(HostTimeFault::BesideCell), Err(HostTimeFault::BesideCell)),
            ("11T10:00", "12T10:05", Ok(()), Err(HostTimeFault::TooLong)),
        ] {
            let times = at(from)..at(until);
            assert_eq!(HostTimeKind::Away.check(&times, now), away, "{from} {until}");
            assert_eq!(HostTimeKind::Extra.check(&times, now), extra, "{from} {until}");
        }
        let years = at("11T10:00")..at("11T10:00") + SignedDuration::from_hours(367 * 24);
        assert_eq!(HostTimeKind::Away.check(&years, now), Err(HostTimeFault::TooLong));
        for kind in HostTimeKind::VARIANTS {
            assert_eq!(HostTimeKind::parse(kind.name()), Some(*kind));
        }
        assert_eq!(HostTimeKind::parse("gone"), None);
    }
}
