//! Seats that staff give by hand. They are bound by the same ledger as visitors' buttons, and may go beyond the capacity only where
//! somebody says so; unlike those they may pass over whoever waits.

use super::{Admission, RegistrationState, SeatLedger};

impl RegistrationState {
    /// Whether staff can give it a seat for good: it waits for one, or holds one for a time.
    pub fn can_be_promoted(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered | Self::Unconfirmed)
    }

    /// Whether staff can take it to another date or place, or make its group another size.
    pub fn can_be_moved(self) -> bool {
        matches!(self, Self::Confirmed | Self::Waiting | Self::Offered)
    }
}

impl SeatLedger {
    /// Takes seats for somebody whom staff let in: if so many are free, whoever waits for them, or if they may be more than there
    /// are.
    pub fn seat_by_hand(&mut self, seats: u32, may_exceed: bool) -> Option<u32> {
        let has_room = may_exceed || self.free().is_none_or(|free| seats <= free);
        has_room.then(|| self.take_seats(seats))
    }

    /// Takes somebody in who comes from another place. Who has a seat there gets one or stays there; who waits gets one where
    /// anybody would, and else stands at the end of the line.
    pub fn place_by_hand(&mut self, seats: u32, is_seated: bool, may_exceed: bool) -> Option<Admission> {
        if is_seated || may_exceed {
            return self.seat_by_hand(seats, may_exceed).map(Admission::Seat);
        }
        self.can_hold(seats).then(|| self.admit(seats, false))
    }

    /// Gives a group that holds seats another size; `false` if there is no room for those who are more.
    pub fn resize_by_hand(&mut self, seat: u32, seats: u32, may_exceed: bool) -> bool {
        let Some(held) = self.taken.get(&seat).copied() else { return false };
        let more = seats.saturating_sub(held);
        let has_room = more == 0 || may_exceed || self.free().is_none_or(|free| more <= free);
        if has_room {
            self.taken.insert(seat, seats);
        }
        has_room
    }

    /// Gives a group that waits another size; `false` if it could never have so many seats.
    pub fn resize_in_line(&mut self, before: u32, seats: u32) -> bool {
        let can_hold = self.can_hold(seats);
        if can_hold {
            self.leave_line(before);
            self.join_line(seats);
        }
        can_hold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(capacity: u32, taken: &[(u32, u32)], waiting: u32) -> SeatLedger {
        let taken = taken.iter().copied().collect();
        SeatLedger { capacity: Some(capacity), taken, waiting, next_in_line: 5 }
    }

    #[test]
    fn r22_a_hand_gives_what_is_free_and_more_only_where_it_is_told_to() {
        for (taken, seats, may_exceed, expected) in [
            (vec![], 2, false, Some(1)),
            (vec![(1, 1)], 2, false, None),
            (vec![(1, 1)], 2, true, Some(2)),
            (vec![(1, 2)], 1, false, None),
            (vec![(1, 2)], 1, true, Some(2)),
        ] {
            let mut place = ledger(2, &taken, 1);
            assert_eq!(place.seat_by_hand(seats, may_exceed), expected, "{taken:?} {seats}");
            assert_eq!(place.waiting, 1, "who is let in is counted out of the line by whoever knows that they waited");
        }
        let mut everybody = SeatLedger { capacity: None, ..ledger(0, &[], 0) };
        assert_eq!(everybody.seat_by_hand(9, false), Some(1));
    }

    #[test]
    fn who_has_a_seat_loses_it_by_no_move() {
        use Admission::{Line, Seat};
        for (is_seated, waiting, may_exceed, taken, expected) in [
            (true, 0, false, vec![], Some(Seat(1))),
            (true, 3, false, vec![], Some(Seat(1))),
            (true, 0, false, vec![(1, 2)], None),
            (true, 0, true, vec![(1, 2)], Some(Seat(2))),
            (false, 0, false, vec![], Some(Seat(1))),
            (false, 3, false, vec![], Some(Line(5))),
            (false, 0, false, vec![(1, 2)], Some(Line(5))),
            (false, 3, true, vec![(1, 2)], Some(Seat(2))),
        ] {
            let found = ledger(2, &taken, waiting).place_by_hand(1, is_seated, may_exceed);
            assert_eq!(found, expected, "{is_seated} {waiting} {may_exceed}");
        }
        assert_eq!(ledger(2, &[], 0).place_by_hand(3, false, false), None, "it would wait for ever");
    }

    #[test]
    fn a_group_grows_into_what_is_free_and_gives_back_what_it_needs_no_more() {
        for (seats, may_exceed, expected) in
            [(1, false, Some(3)), (2, false, Some(2)), (4, false, Some(0)), (5, false, None), (5, true, Some(0))]
        {
            let mut place = ledger(5, &[(1, 2), (2, 1)], 0);
            let free = place.resize_by_hand(1, seats, may_exceed).then(|| place.free()).flatten();
            assert_eq!(free, expected, "{seats}");
        }
        assert!(!ledger(5, &[], 0).resize_by_hand(1, 1, true), "nobody holds it");
        let mut place = ledger(3, &[(1, 3)], 2);
        assert_eq!((place.resize_in_line(2, 3), place.waiting), (true, 3));
        assert_eq!((place.resize_in_line(3, 4), place.waiting), (false, 3));
    }

    #[test]
    fn what_is_over_or_held_is_moved_by_no_hand() {
        use RegistrationState::{Cancelled, Confirmed, Held, Lapsed, Offered, Unconfirmed, Waiting};
        for (state, promoted, moved) in [
            (Unconfirmed, true, false),
            (Confirmed, false, true),
            (Waiting, true, true),
            (Offered, true, true),
            (Held, false, false),
            (Cancelled, false, false),
            (Lapsed, false, false),
        ] {
            assert_eq!((state.can_be_promoted(), state.can_be_moved()), (promoted, moved), "{state:?}");
        }
    }
}
