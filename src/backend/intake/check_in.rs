//! When people are let in, and who is: the hours are worked out from when the event is, so they can never be those of an earlier
//! date.

use jiff::{SignedDuration, Timestamp};
use strum::VariantArray;

use super::RegistrationState;

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

/// By what somebody was known at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum CheckInMeans {
    /// The code of their badge.
    Code,
    /// Their name in the list.
    List,
    /// Nothing: they came without a registration, and have one since.
    WalkIn,
}

impl CheckInMeans {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::List => "list",
            Self::WalkIn => "walk_in",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|means| means.name() == name)
    }
}

/// What the door says to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckInDecision {
    /// It comes in, at this time.
    In(Timestamp),
    /// It is too early for everybody.
    TooEarly,
    /// It has no seat yet.
    Waiting,
    /// It is over.
    Cancelled,
    /// It lets nobody in: it is held, was never confirmed, or was only offered.
    NotRegistered,
}

impl CheckInHours {
    /// Those of an event: from an hour before it begins until it is over.
    pub fn of(starts_at: Timestamp, ends_at: Timestamp) -> Self {
        let before = SignedDuration::from_mins(CHECK_IN_MINUTES);
        Self { opens_at: starts_at.checked_sub(before).unwrap_or(Timestamp::MIN), closes_at: ends_at }
    }

    /// What the door says at `now`. The desk says that they stood there at `seen_at`, which may be a while ago, if its line was
    /// down; but its clock is believed neither before the door was open nor after now. Whom the desk remembers after the end was
    /// there all the same.
    pub fn decide(self, state: RegistrationState, seen_at: Timestamp, now: Timestamp) -> CheckInDecision {
        use RegistrationState as State;
        match state {
            State::Cancelled | State::Lapsed => CheckInDecision::Cancelled,
            State::Waiting => CheckInDecision::Waiting,
            State::Held | State::Unconfirmed | State::Offered => CheckInDecision::NotRegistered,
            State::Confirmed if now < self.opens_at => CheckInDecision::TooEarly,
            State::Confirmed => CheckInDecision::In(seen_at.clamp(self.opens_at, now)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn r18_people_are_let_in_from_an_hour_before_until_the_end() {
        let [start, end] = [36_000, 43_200].map(second);
        let hours = CheckInHours::of(start, end);
        assert_eq!((hours.opens_at.as_second(), hours.closes_at), (32_400, end));
    }

    #[test]
    fn who_has_a_seat_comes_in_once_the_door_is_open_whatever_the_clock_of_the_desk_says() {
        use RegistrationState::{Cancelled, Confirmed, Held, Lapsed, Offered, Unconfirmed, Waiting};
        let hours = CheckInHours::of(second(36_000), second(43_200));
        for (state, seen_at, now, expected) in [
            (Confirmed, 33_000, 33_100, CheckInDecision::In(second(33_000))),
            (Confirmed, 50_000, 33_100, CheckInDecision::In(second(33_100))),
            (Confirmed, 0, 33_100, CheckInDecision::In(second(32_400))),
            (Confirmed, 40_000, 90_000, CheckInDecision::In(second(40_000))),
            (Confirmed, 33_000, 32_399, CheckInDecision::TooEarly),
            (Waiting, 33_000, 33_100, CheckInDecision::Waiting),
            (Cancelled, 33_000, 33_100, CheckInDecision::Cancelled),
            (Lapsed, 33_000, 33_100, CheckInDecision::Cancelled),
            (Held, 33_000, 33_100, CheckInDecision::NotRegistered),
            (Unconfirmed, 33_000, 33_100, CheckInDecision::NotRegistered),
            (Offered, 33_000, 33_100, CheckInDecision::NotRegistered),
        ] {
            assert_eq!(hours.decide(state, second(seen_at), second(now)), expected, "{state:?} {seen_at} {now}");
        }
    }

    #[test]
    fn means_are_known_by_their_names() {
        for &means in CheckInMeans::VARIANTS {
            assert_eq!(CheckInMeans::parse(means.name()), Some(means));
        }
        assert_eq!(CheckInMeans::parse("gossip"), None);
    }
}
