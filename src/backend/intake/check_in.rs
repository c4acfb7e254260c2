//! When people are let in: it is worked out from when the event is, so it can never be that of an earlier date.

use jiff::{SignedDuration, Timestamp};

/// How long before the beginning people are let in.
const CHECK_IN_MINUTES: i64 = 60;

/// The hours in which people are let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckInHours {
    /// From when on.
    pub opens_at: Timestamp,
    /// Until when.
    pub closes_at: Timestamp,
}

impl CheckInHours {
    /// Those of an event: from an hour before it begins until it is over.
    pub fn of(starts_at: Timestamp, ends_at: Timestamp) -> Self {
        let before = SignedDuration::from_mins(CHECK_IN_MINUTES);
        Self { opens_at: starts_at.checked_sub(before).unwrap_or(Timestamp::MIN), closes_at: ends_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r18_people_are_let_in_from_an_hour_before_until_the_end() {
        let [start, end] = [36_000, 43_200].map(|second| Timestamp::from_second(second).unwrap());
        let hours = CheckInHours::of(start, end);
        assert_eq!((hours.opens_at.as_second(), hours.closes_at), (32_400, end));
    }
}
