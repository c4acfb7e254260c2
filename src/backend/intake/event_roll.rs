//! What an event decides about whoever wants to come: the rules over its times, its places and who is already in.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use strum::VariantArray;
use tsubame_model::schema::{FormAnswer, Submission};

use super::{Admission, Digest, SeatLedger, unconfirmed_until};

/// How somebody takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, VariantArray)]
pub enum Attendance {
    /// In the room.
    Venue,
    /// From afar.
    Online,
}

impl Attendance {
    /// Its name in forms and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Venue => "venue",
            Self::Online => "online",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|attendance| attendance.name() == name)
    }

    /// How the sender of a submission takes part: as answered, where the event lets people choose; else as the event is held.
    pub fn of(submission: &Submission) -> Option<Self> {
        match submission.answers.get("attendance") {
            Some(FormAnswer::Choice(name)) => Self::parse(name),
            _ => submission.references.get("event_mode").and_then(|mode| Self::parse(mode)),
        }
    }
}

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum RegistrationState {
    /// It holds a seat until its mail is confirmed or its time is over.
    Unconfirmed,
    /// It holds a seat.
    Confirmed,
    /// It is in line.
    Waiting,
    /// It is in line and holds a seat until the offer ends.
    Offered,
    /// It is in line and waits for staff to look at it.
    Held,
    /// Its person gave it back.
    Cancelled,
    /// Its offer ended, or it was never confirmed.
    Lapsed,
}

impl RegistrationState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Confirmed => "confirmed",
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Held => "held",
            Self::Cancelled => "cancelled",
            Self::Lapsed => "lapsed",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }
}

/// An event under its lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRoll {
    /// From then on it takes nobody.
    pub closes_at: Timestamp,
    /// Whether it takes place as announced, neither cancelled nor postponed.
    pub is_on: bool,
    /// Where seats are given out.
    pub places: BTreeMap<Attendance, SeatLedger>,
    /// The keyed hashes of the addresses that are registered.
    pub active: BTreeSet<Digest>,
}

/// Somebody who wants to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// How.
    pub attendance: Attendance,
    /// The keyed hash of the address.
    pub lookup: Option<Digest>,
    /// Whether staff are to look at it first.
    pub is_held: bool,
    /// Whether it counts only once its mail is confirmed.
    pub must_confirm: bool,
    /// How many seats are asked for: one, or as many as the group is large.
    pub seats: u32,
}

/// What an event says to an applicant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationDecision {
    /// They are in: with a seat or a number in line.
    Registered {
        /// As what.
        state: RegistrationState,
        /// Where.
        admission: Admission,
        /// When the seat is given to others unless it is confirmed.
        expires_at: Option<Timestamp>,
    },
    /// This address is in already. Only a mail says so, since anybody can type any address: the answer is the one that
    /// somebody new would get.
    AlreadyRegistered {
        /// What somebody new would get.
        as_if: Admission,
    },
    /// It takes nobody any more.
    Closed,
    /// Nobody takes part in this way.
    NoSuchPlace,
    /// The group is larger than the whole event, so it would wait for ever.
    GroupTooLarge {
        /// How large one may be.
        most: u32,
    },
}

impl EventRoll {
    /// How somebody takes part who wants to in this way: so, or in the one way that there is. A page may be newer than what
    /// holds, as long as a change of the event waits for staff, or older: whoever fills in its form is told by mail what holds.
    pub fn attendance_of(&self, wanted: Attendance) -> Option<Attendance> {
        let only = self.places.keys().next().copied().filter(|_| self.places.len() == 1);
        if self.places.contains_key(&wanted) { Some(wanted) } else { only }
    }

    /// Registers an applicant, or says why not.
    pub fn register(&mut self, applicant: &Applicant, now: Timestamp) -> RegistrationDecision {
        if !self.is_on || now >= self.closes_at {
            return RegistrationDecision::Closed;
        }
        let Some(place) = self.places.get_mut(&applicant.attendance) else { return RegistrationDecision::NoSuchPlace };
        if let Some(most) = place.largest_group().filter(|_| !place.can_hold(applicant.seats)) {
            return RegistrationDecision::GroupTooLarge { most };
        }
        // Who is held is not registered yet: a stranger who types somebody's address must not keep them out.
        let lookup = applicant.lookup.filter(|_| !applicant.is_held);
        if lookup.is_some_and(|lookup| !self.active.insert(lookup)) {
            return RegistrationDecision::AlreadyRegistered {
                as_if: place.clone().admit(applicant.seats, applicant.is_held),
            };
        }
        let admission = place.admit(applicant.seats, applicant.is_held);
        let (state, expires_at) = match admission {
            Admission::Line(_) if applicant.is_held => (RegistrationState::Held, None),
            Admission::Line(_) => (RegistrationState::Waiting, None),
            Admission::Seat(_) if applicant.must_confirm => {
                (RegistrationState::Unconfirmed, Some(unconfirmed_until(now, self.closes_at)))
            }
            Admission::Seat(_) => (RegistrationState::Confirmed, None),
        };
        RegistrationDecision::Registered { state, admission, expires_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 43_200;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn roll_of(capacity: u32) -> EventRoll {
        let room = SeatLedger { capacity: Some(capacity), taken: BTreeMap::new(), waiting: 0, next_in_line: 1 };
        EventRoll {
            closes_at: second(NOON),
            is_on: true,
            places: [(Attendance::Venue, room)].into(),
            active: BTreeSet::new(),
        }
    }

    fn applicant(number: u8) -> Applicant {
        let lookup = Some([number; 32]);
        Applicant { attendance: Attendance::Venue, lookup, is_held: false, must_confirm: false, seats: 1 }
    }

    fn state(decision: RegistrationDecision) -> Option<RegistrationState> {
        match decision {
            RegistrationDecision::Registered { state, .. } => Some(state),
            _ => None,
        }
    }

    #[test]
    fn states_and_attendances_are_known_by_their_names() {
        for &state in RegistrationState::VARIANTS {
            assert_eq!(RegistrationState::parse(state.name()), Some(state));
        }
        assert_eq!(RegistrationState::parse("gone"), None);
        assert_eq!(Attendance::parse("online"), Some(Attendance::Online));
        assert_eq!(Attendance::parse("hybrid"), None);
    }

    #[test]
    fn who_comes_gets_a_seat_then_a_place_in_line() {
        let mut event = roll_of(1);
        assert_eq!(state(event.register(&applicant(1), second(0))), Some(RegistrationState::Confirmed));
        assert_eq!(state(event.register(&applicant(2), second(0))), Some(RegistrationState::Waiting));
        let held = Applicant { is_held: true, ..applicant(3) };
        assert_eq!(state(event.register(&held, second(0))), Some(RegistrationState::Held));
    }

    #[test]
    fn who_must_confirm_holds_the_seat_for_a_day_at_most_until_closing() {
        let decision = roll_of(1).register(&Applicant { must_confirm: true, ..applicant(1) }, second(0));
        let (state, admission) = (RegistrationState::Unconfirmed, Admission::Seat(1));
        assert_eq!(decision, RegistrationDecision::Registered { state, admission, expires_at: Some(second(NOON)) });
    }

    #[test]
    fn the_same_address_is_answered_as_somebody_new_and_takes_nothing() {
        let mut event = roll_of(2);
        event.register(&applicant(1), second(0));
        let again = event.register(&applicant(1), second(0));
        assert_eq!(again, RegistrationDecision::AlreadyRegistered { as_if: Admission::Seat(2) });
        assert_eq!(event.places[&Attendance::Venue].free(), Some(1));
    }

    #[test]
    fn r18_whoever_fills_in_a_newer_page_takes_part_in_the_one_way_that_there_is() {
        let mut event = roll_of(1);
        for wanted in [Attendance::Venue, Attendance::Online] {
            assert_eq!(event.attendance_of(wanted), Some(Attendance::Venue));
        }
        let online = event.places[&Attendance::Venue].clone();
        event.places.insert(Attendance::Online, online);
        assert_eq!(event.attendance_of(Attendance::Online), Some(Attendance::Online));
        event.places.clear();
        assert_eq!(event.attendance_of(Attendance::Venue), None);
    }

    #[test]
    fn a_group_that_is_larger_than_the_event_is_refused_and_one_that_has_to_wait_waits_whole() {
        let mut event = roll_of(3);
        let group = |number, seats| Applicant { seats, ..applicant(number) };
        let too_large = RegistrationDecision::GroupTooLarge { most: 3 };
        assert_eq!(event.register(&group(1, 4), second(0)), too_large);
        assert_eq!(event.register(&Applicant { is_held: true, ..group(1, 4) }, second(0)), too_large);
        assert!(event.active.is_empty(), "nothing of it is kept");
        assert_eq!(state(event.register(&group(1, 2), second(0))), Some(RegistrationState::Confirmed));
        assert_eq!(event.register(&group(1, 4), second(0)), too_large, "whoever asks is told the same");
        assert_eq!(state(event.register(&group(2, 2), second(0))), Some(RegistrationState::Waiting));
        assert_eq!(event.places[&Attendance::Venue].free(), Some(1));
        let again = event.register(&group(1, 1), second(0));
        assert_eq!(again, RegistrationDecision::AlreadyRegistered { as_if: Admission::Line(2) });
    }

    #[test]
    fn r11_who_is_held_keeps_nobody_with_the_same_address_out() {
        let mut event = roll_of(2);
        let held = Applicant { is_held: true, ..applicant(1) };
        for _ in 0..2 {
            assert_eq!(state(event.register(&held, second(0))), Some(RegistrationState::Held));
        }
        assert_eq!(state(event.register(&applicant(1), second(0))), Some(RegistrationState::Confirmed));
        assert_eq!(state(event.register(&held, second(0))), Some(RegistrationState::Held));
    }

    #[test]
    fn nobody_gets_in_late_nor_to_what_is_off_nor_where_nothing_is() {
        let mut event = roll_of(1);
        assert_eq!(event.register(&applicant(1), second(NOON)), RegistrationDecision::Closed);
        let online = Applicant { attendance: Attendance::Online, ..applicant(1) };
        assert_eq!(event.register(&online, second(0)), RegistrationDecision::NoSuchPlace);
        event.is_on = false;
        assert_eq!(event.register(&applicant(1), second(0)), RegistrationDecision::Closed);
        assert!(event.active.is_empty());
    }
}
