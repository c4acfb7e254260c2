//! What a booking is, and what becomes of it when somebody presses a button or time passes.

use jiff::Timestamp;
use strum::VariantArray;

/// What a booking is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum BookingState {
    /// Somebody asks for it, and staff look at it first. It takes no time of anybody.
    Requested,
    /// It has its time until its mail is confirmed or its day is over.
    Unconfirmed,
    /// It has its time.
    Booked,
    /// It was given back.
    Cancelled,
    /// It was never confirmed.
    Lapsed,
}

impl BookingState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Unconfirmed => "unconfirmed",
            Self::Booked => "booked",
            Self::Cancelled => "cancelled",
            Self::Lapsed => "lapsed",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }

    /// Whether its time is taken.
    pub fn has_time(self) -> bool {
        matches!(self, Self::Unconfirmed | Self::Booked)
    }

    /// Whether it is one no more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Cancelled | Self::Lapsed)
    }
}

/// What happens to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingAction {
    /// The person says that the address is theirs.
    Confirm,
    /// Staff have looked at a request and want it to be.
    Accept,
    /// The person, or staff for them, gives it back.
    Cancel,
    /// Time has passed.
    Expire,
}

/// A booking as far as actions look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookingStatus {
    /// What it is.
    pub state: BookingState,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When the time of an unconfirmed one is given to others.
    pub expires_at: Option<Timestamp>,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingStep {
    /// It stays as it is: done before, or nothing to do.
    Same,
    /// It keeps the time that it has, for good.
    Kept,
    /// It is to take its time now, if that is free still.
    TakesTime,
    /// It is over as this, and its time is free.
    Over(BookingState),
}

impl BookingStatus {
    /// What an action makes of it. Each can be repeated without effect; what has begun stays as it is.
    pub fn after(self, action: BookingAction, now: Timestamp) -> BookingStep {
        let is_late = self.expires_at.is_some_and(|end| end <= now);
        let has_begun = self.starts_at <= now;
        match (action, self.state) {
            (BookingAction::Expire, BookingState::Unconfirmed) if is_late => BookingStep::Over(BookingState::Lapsed),
            // Who confirms late, while nobody has noticed, has the time still.
            (BookingAction::Confirm, BookingState::Unconfirmed) => BookingStep::Kept,
            (BookingAction::Accept, BookingState::Requested) if !has_begun => BookingStep::TakesTime,
            (BookingAction::Cancel, BookingState::Requested | BookingState::Unconfirmed | BookingState::Booked)
                if !has_begun =>
            {
                BookingStep::Over(BookingState::Cancelled)
            }
            _ => BookingStep::Same,
        }
    }

    /// Whether it can get another time.
    pub fn can_move(self, now: Timestamp) -> bool {
        self.state.has_time() && self.starts_at > now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn r25_every_action_on_every_state() {
        use BookingState as State;
        use BookingStep::{Kept, Over, Same, TakesTime};
        let cancelled = Over(State::Cancelled);
        // Confirmed, accepted, cancelled, expired in time, expired late; and cancelled once it has begun.
        for (state, expected) in [
            (State::Requested, [Same, TakesTime, cancelled, Same, Same, Same]),
            (State::Unconfirmed, [Kept, Same, cancelled, Same, Over(State::Lapsed), Same]),
            (State::Booked, [Same, Same, cancelled, Same, Same, Same]),
            (State::Cancelled, [Same; 6]),
            (State::Lapsed, [Same; 6]),
        ] {
            let status = BookingStatus { state, starts_at: second(1000), expires_at: Some(second(500)) };
            let found = [
                status.after(BookingAction::Confirm, second(0)),
                status.after(BookingAction::Accept, second(0)),
                status.after(BookingAction::Cancel, second(0)),
                status.after(BookingAction::Expire, second(0)),
                status.after(BookingAction::Expire, second(500)),
                status.after(BookingAction::Cancel, second(1000)),
            ];
            assert_eq!(found, expected, "{state:?}");
            assert_eq!(BookingState::parse(state.name()), Some(state));
            assert_eq!(status.can_move(second(0)), state.has_time());
            assert!(!status.can_move(second(1000)), "what has begun is not moved");
        }
        assert_eq!(BookingState::parse("gone"), None);
    }
}
