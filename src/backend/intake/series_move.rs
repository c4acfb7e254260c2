//! Somebody who is registered moves to another date of the same series: what that date says to them.

use jiff::Timestamp;

use super::{Admission, Attendance, Digest, EventRoll, RegistrationState};

/// Somebody who wants to come on another date.
#[derive(Clone, Copy, Debug)]
pub struct SeriesMover {
    /// What they are at the date that they leave.
    pub state: RegistrationState,
    /// How they take part there.
    pub attendance: Attendance,
    /// The keyed hash of their address.
    pub lookup: Option<Digest>,
    /// How many seats they hold or ask for there, all of which they take along.
    pub seats: u32,
}

/// What a date says to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesMoveDecision {
    /// They come on this date.
    Moved {
        /// As what.
        state: RegistrationState,
        /// How: as before, or in the one way that there is.
        attendance: Attendance,
        /// With a seat or a number in line.
        admission: Admission,
    },
    /// Too few seats are free, or there are fewer in all. Who has seats elsewhere keeps them: nobody loses a seat by asking.
    Full,
    /// This address is registered for it already.
    AlreadyThere,
    /// It takes nobody any more.
    Closed,
    /// They hold nothing that could be moved.
    NotPossible,
}

impl EventRoll {
    /// Takes somebody over from another date, or says why not.
    pub fn take_over(&mut self, mover: &SeriesMover, now: Timestamp) -> SeriesMoveDecision {
        use RegistrationState::{Confirmed, Offered, Waiting};
        let is_seated = match mover.state {
            Confirmed => true,
            Waiting | Offered => false,
            _ => return SeriesMoveDecision::NotPossible,
        };
        if !self.is_on || now >= self.closes_at {
            return SeriesMoveDecision::Closed;
        }
        if mover.lookup.is_some_and(|lookup| self.active.contains(&lookup)) {
            return SeriesMoveDecision::AlreadyThere;
        }
        let Some(attendance) = self.attendance_of(mover.attendance) else { return SeriesMoveDecision::Closed };
        let Some(place) = self.places.get_mut(&attendance) else { return SeriesMoveDecision::Closed };
        if !place.can_hold(mover.seats) {
            return SeriesMoveDecision::Full;
        }
        let mut tried = place.clone();
        let admission = tried.admit(mover.seats, false);
        let state = match admission {
            Admission::Seat(_) => Confirmed,
            Admission::Line(_) if is_seated => return SeriesMoveDecision::Full,
            Admission::Line(_) => Waiting,
        };
        *place = tried;
        self.active.extend(mover.lookup);
        SeriesMoveDecision::Moved { state, attendance, admission }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::intake::SeatLedger;

    fn date(capacity: u32, attendance: Attendance) -> EventRoll {
        let place = SeatLedger { capacity: Some(capacity), taken: BTreeMap::new(), waiting: 0, next_in_line: 1 };
        EventRoll {
            closes_at: Timestamp::from_second(1_000).unwrap(),
            is_on: true,
            places: [(attendance, place)].into(),
            active: BTreeSet::new(),
        }
    }

    fn mover(state: RegistrationState) -> SeriesMover {
        SeriesMover { state, attendance: Attendance::Venue, lookup: Some([1; 32]), seats: 1 }
    }

    #[test]
    fn r17_who_has_a_seat_moves_to_a_seat_or_not_at_all() {
        use RegistrationState::{Cancelled, Confirmed, Held, Unconfirmed, Waiting};
        let now = Timestamp::from_second(0).unwrap();
        let moved = |state, attendance, admission| SeriesMoveDecision::Moved { state, attendance, admission };
        for (capacity, attendance, state, expected) in [
            (1, Attendance::Venue, Confirmed, moved(Confirmed, Attendance::Venue, Admission::Seat(1))),
            (1, Attendance::Online, Confirmed, moved(Confirmed, Attendance::Online, Admission::Seat(1))),
            (0, Attendance::Venue, Confirmed, SeriesMoveDecision::Full),
            (0, Attendance::Venue, Waiting, moved(Waiting, Attendance::Venue, Admission::Line(1))),
            (1, Attendance::Venue, Waiting, moved(Confirmed, Attendance::Venue, Admission::Seat(1))),
            (1, Attendance::Venue, Cancelled, SeriesMoveDecision::NotPossible),
            (1, Attendance::Venue, Held, SeriesMoveDecision::NotPossible),
            (1, Attendance::Venue, Unconfirmed, SeriesMoveDecision::NotPossible),
        ] {
            let mut date = date(capacity, attendance);
            assert_eq!(date.take_over(&mover(state), now), expected, "{state:?} {capacity}");
            let took = matches!(expected, SeriesMoveDecision::Moved { .. });
            assert_eq!(date.active.len(), usize::from(took), "only who moved is there");
            assert_eq!(date.places[&attendance].waiting, u32::from(took && capacity == 0));
        }
        let group = |state, seats| SeriesMover { seats, ..mover(state) };
        for (state, seats, expected) in [
            (Confirmed, 2, moved(Confirmed, Attendance::Venue, Admission::Seat(1))),
            (Confirmed, 3, SeriesMoveDecision::Full),
            // It could not wait there for what never comes.
            (Waiting, 3, SeriesMoveDecision::Full),
        ] {
            let mut date = date(2, Attendance::Venue);
            assert_eq!(date.take_over(&group(state, seats), now), expected, "{state:?} {seats}");
        }
        let late = Timestamp::from_second(1_000).unwrap();
        assert_eq!(date(1, Attendance::Venue).take_over(&mover(Confirmed), late), SeriesMoveDecision::Closed);
        let mut twice = date(2, Attendance::Venue);
        twice.take_over(&mover(Confirmed), now);
        assert_eq!(twice.take_over(&mover(Confirmed), now), SeriesMoveDecision::AlreadyThere);
    }
}
