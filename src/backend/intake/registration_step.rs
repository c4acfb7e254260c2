//! What becomes of a registration when its person presses a button, or when its time is over.

use jiff::Timestamp;

use super::RegistrationState;

/// What happens to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationAction {
    /// The person says that the address is theirs and that they come.
    Confirm,
    /// The person, or staff for them, gives it back.
    Cancel,
    /// Time has passed.
    Expire,
}

/// A registration as far as actions look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationStatus {
    /// What it is.
    pub state: RegistrationState,
    /// When an offer, or the seat of an unconfirmed one, ends.
    pub expires_at: Option<Timestamp>,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationStep {
    /// It stays as it is: done before, or nothing to do.
    Same,
    /// It holds its seat for good.
    Seated,
    /// It is over as this, and whatever seat it held is free.
    Over(RegistrationState),
    /// It loses its seat and is the first in line.
    FirstInLine,
}

impl RegistrationStatus {
    /// What an action makes of it. Each can be repeated without effect.
    pub fn after(self, action: RegistrationAction, now: Timestamp) -> RegistrationStep {
        use RegistrationState as State;
        let is_late = self.expires_at.is_some_and(|end| end <= now);
        match (action, self.state) {
            // An offer is over at its end, whether or not somebody has noticed.
            (RegistrationAction::Confirm | RegistrationAction::Expire, State::Offered) if is_late => {
                RegistrationStep::Over(State::Lapsed)
            }
            (RegistrationAction::Expire, State::Unconfirmed) if is_late => RegistrationStep::FirstInLine,
            // Who confirms late, while nobody has noticed, has the seat still.
            (RegistrationAction::Confirm, State::Unconfirmed | State::Offered) => RegistrationStep::Seated,
            (
                RegistrationAction::Cancel,
                State::Unconfirmed | State::Confirmed | State::Offered | State::Waiting | State::Held,
            ) => RegistrationStep::Over(State::Cancelled),
            _ => RegistrationStep::Same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_on_every_state() {
        use RegistrationState as State;
        use RegistrationStep::{FirstInLine, Over, Same, Seated};
        let noon = Timestamp::from_second(43_200).unwrap();
        let cancelled = Over(State::Cancelled);
        // State → confirmed in time, confirmed late, cancelled, expired in time, expired late.
        for (state, expected) in [
            (State::Unconfirmed, [Seated, Seated, cancelled, Same, FirstInLine]),
            (State::Confirmed, [Same, Same, cancelled, Same, Same]),
            (State::Waiting, [Same, Same, cancelled, Same, Same]),
            (State::Offered, [Seated, Over(State::Lapsed), cancelled, Same, Over(State::Lapsed)]),
            (State::Held, [Same, Same, cancelled, Same, Same]),
            (State::Cancelled, [Same; 5]),
            (State::Lapsed, [Same; 5]),
        ] {
            let status = RegistrationStatus { state, expires_at: Some(noon) };
            let at = |action, second| status.after(action, Timestamp::from_second(second).unwrap());
            let found = [
                at(RegistrationAction::Confirm, 0),
                at(RegistrationAction::Confirm, 43_200),
                at(RegistrationAction::Cancel, 0),
                at(RegistrationAction::Expire, 0),
                at(RegistrationAction::Expire, 43_200),
            ];
            assert_eq!(found, expected, "{state:?}");
        }
    }
}
