//! Seats of one event at one place (in the room, or online): who gets one, who waits, whom a free one is offered to.
//!
//! A registration asks for one seat, or for as many as its group is large, and holds all of them or none: a group is never
//! parted. Whoever holds seats has a number from 1 on that nobody else there has; an open offer holds its seats as a confirmed
//! registration does, so what is confirmed and what is offered never exceed the capacity. The order of the line is a number
//! that is given out under the same lock as the seats, not a time.
//!
//! Nobody overtakes in the line: as long as there is no room for the first group, those behind it wait, even where one of them
//! would fit. Only who is larger than the whole event, since it became smaller, is passed over until it is larger again: they
//! can have no seat, so nobody takes one from them, and they would keep everybody else from one.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

/// How long a registration that has not been confirmed by its mail keeps its seat.
const UNCONFIRMED_HOURS: i64 = 24;

/// For how many hours what has no seat and no time waits to be confirmed, unless an operator says otherwise.
pub const CONFIRM_HOURS: u32 = 24;

/// For how many hours the offer of a seat that became free is open, unless an operator says otherwise.
pub const OFFER_HOURS: u32 = 48;

/// How many hours before an event whoever has a seat is reminded, unless an operator or the event says otherwise.
pub const REMINDER_HOURS: u32 = 24;

/// What is taken of one event at one place, as it stands under the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatLedger {
    /// How many seats there are; `None` for an event that takes everybody.
    pub capacity: Option<u32>,
    /// How many seats each registration holds, by its number. A room that became smaller leaves more than its capacity.
    pub taken: BTreeMap<u32, u32>,
    /// How many seats those ask for who wait and can have them, as far as they were counted: none, or at least one.
    pub waiting: u32,
    /// The number in line of whoever comes next.
    pub next_in_line: i64,
}

/// What somebody who comes now gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// All seats that were asked for, held by this number.
    Seat(u32),
    /// This number in the line.
    Line(i64),
}

/// Somebody in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiter<Id> {
    /// Who.
    pub id: Id,
    /// How many seats they ask for.
    pub seats: u32,
}

/// Seats for somebody in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allotment<Id> {
    /// Whom they are offered to.
    pub to: Id,
    /// The number by which they are held until the offer ends.
    pub seat: u32,
}

impl SeatLedger {
    /// How many seats nobody holds: never less than none, however small the room became. `None` without a limit.
    pub fn free(&self) -> Option<u32> {
        let taken = self.taken.values().copied().fold(0, u32::saturating_add);
        self.capacity.map(|capacity| capacity.saturating_sub(taken))
    }

    /// The largest group that can have seats here once everybody else has left; `None` without a limit. One person can
    /// always wait, whatever the capacity is now.
    pub fn largest_group(&self) -> Option<u32> {
        self.capacity.map(|capacity| capacity.max(1))
    }

    /// Whether a group can have seats here at some time.
    pub fn can_hold(&self, seats: u32) -> bool {
        self.largest_group().is_none_or(|largest| seats <= largest)
    }

    fn has_room_for(&self, seats: u32) -> bool {
        self.free().is_none_or(|free| seats <= free)
    }

    /// What the page says is left: nothing as long as somebody waits, since what is free or becomes free is theirs.
    pub fn shown_free(&self) -> Option<u32> {
        if self.waiting > 0 { self.capacity.map(|_| 0) } else { self.free() }
    }

    /// Lets somebody in: all seats that they ask for, if so many are free and nobody waits for them, else the end of the
    /// line. Who is held for staff to look at takes a number in the line and no seat, so that a machine cannot empty a room.
    pub fn admit(&mut self, seats: u32, is_held: bool) -> Admission {
        if !is_held && self.waiting == 0 && self.has_room_for(seats) {
            return Admission::Seat(self.take_seats(seats));
        }
        let number = self.next_in_line;
        self.next_in_line += 1;
        // Who is held does not keep others from a seat.
        if !is_held {
            self.join_line(seats);
        }
        Admission::Line(number)
    }

    /// The seats of somebody with an old place in line, whom staff release or give again what they had: if so many are free,
    /// and they are the first who can have any. Else they stay in line with their number.
    pub fn seat_in_line(&mut self, seats: u32, is_first: bool) -> Option<u32> {
        let is_theirs = is_first && self.has_room_for(seats);
        if !is_theirs {
            self.join_line(seats);
        }
        is_theirs.then(|| self.take_seats(seats))
    }

    /// Gives back all seats that are held by a number.
    pub fn release(&mut self, seat: u32) {
        self.taken.remove(&seat);
    }

    /// Counts somebody who waits from now on. Who can have no seat keeps nobody from one.
    pub fn join_line(&mut self, seats: u32) {
        if self.can_hold(seats) {
            self.waiting = self.waiting.saturating_add(seats);
        }
    }

    /// Counts somebody no more who has waited.
    pub fn leave_line(&mut self, seats: u32) {
        if self.can_hold(seats) {
            self.waiting = self.waiting.saturating_sub(seats);
        }
    }

    /// Offers of what is free to the first in `line`, which is in order and holds nobody twice; none once `offers_end`
    /// says that it is too late.
    pub fn offer<Id: Copy>(&mut self, line: &[Waiter<Id>], offers_end: Option<Timestamp>) -> Vec<Allotment<Id>> {
        let mut offered = Vec::new();
        if offers_end.is_none() {
            return offered;
        }
        let largest = self.largest_group();
        for waiter in line.iter().filter(|waiter| largest.is_none_or(|largest| waiter.seats <= largest)) {
            if !self.has_room_for(waiter.seats) {
                break;
            }
            offered.push(Allotment { to: waiter.id, seat: self.take_seats(waiter.seats) });
            self.leave_line(waiter.seats);
        }
        offered
    }

    /// Takes seats under the lowest number that is free. There is one within the capacity whenever fewer are taken than there
    /// are; beyond it lie those of people who had seats before the room became smaller, or come with theirs from elsewhere.
    /// Where there is a seat for everybody it is the number after the last, so that nobody needs to know the others.
    pub fn take_seats(&mut self, seats: u32) -> u32 {
        let first_gap = |_| (1..u32::MAX).zip(self.taken.keys()).find(|(number, taken)| number != *taken);
        let gap = self.capacity.and_then(first_gap);
        let after_last = || self.taken.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        let number = gap.map_or_else(after_last, |(number, _)| number);
        self.taken.insert(number, seats);
        number
    }
}

/// When an offer made now ends: after `hours`, at the latest when the event takes nobody any more. `None` if that is past.
pub fn offer_until(now: Timestamp, hours: u32, closes_at: Timestamp) -> Option<Timestamp> {
    (now < closes_at).then(|| hours_after(now, i64::from(hours)).min(closes_at))
}

/// Until when somebody who has not yet pressed the button in the mail keeps a seat. Afterwards they are the first in line.
pub fn unconfirmed_until(now: Timestamp, closes_at: Timestamp) -> Timestamp {
    hours_after(now, UNCONFIRMED_HOURS).min(closes_at.max(now))
}

fn hours_after(now: Timestamp, hours: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(capacity: u32) -> SeatLedger {
        SeatLedger { capacity: Some(capacity), taken: BTreeMap::new(), waiting: 0, next_in_line: 1 }
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn line_of(line: &[(char, u32)]) -> Vec<Waiter<char>> {
        line.iter().map(|(id, seats)| Waiter { id: *id, seats: *seats }).collect()
    }

    /// Who of a line is offered seats.
    fn offered(event: &mut SeatLedger, line: &[(char, u32)]) -> Vec<char> {
        event.offer(&line_of(line), OPEN).iter().map(|allotment| allotment.to).collect()
    }

    const OPEN: Option<Timestamp> = Some(Timestamp::MAX);

    #[test]
    fn r20_one_seat_for_two_hundred_gives_one_seat_and_a_line_without_a_gap() {
        let mut event = ledger(1);
        let admitted: Vec<Admission> = (0..200).map(|_| event.admit(1, false)).collect();
        assert_eq!(admitted[0], Admission::Seat(1));
        let line: Vec<Admission> = (1..=199).map(Admission::Line).collect();
        assert_eq!(admitted[1..], line);
        assert_eq!(event.shown_free(), Some(0));
    }

    #[test]
    fn the_lowest_free_seat_is_given() {
        for (taken, next) in [(vec![], 1), (vec![1, 2, 3], 4), (vec![2, 3], 1), (vec![1, 3, 9], 2), (vec![1, 2, 4], 3)]
        {
            let mut event = SeatLedger { taken: taken.iter().map(|number| (*number, 1)).collect(), ..ledger(9) };
            assert_eq!(event.admit(1, false), Admission::Seat(next), "{taken:?}");
        }
    }

    #[test]
    fn r21_a_room_that_becomes_smaller_keeps_everybody_and_counts_from_nought() {
        let mut event = ledger(20);
        for _ in 0..18 {
            event.admit(1, false);
        }
        event.capacity = Some(15);
        let mut line = line_of(&[('a', 1), ('b', 1), ('c', 1), ('d', 1)]);
        event.waiting = 4;
        assert_eq!((event.free(), event.shown_free()), (Some(0), Some(0)));
        let promoted: Vec<usize> = (1..=4)
            .map(|seat| {
                event.release(seat);
                let offered = event.offer(&line, OPEN).len();
                line.drain(..offered);
                offered
            })
            .collect();
        assert_eq!(promoted, [0, 0, 0, 1], "only the fourth seat is really free");
        event.capacity = Some(30);
        let rest: Vec<char> = event.offer(&line, OPEN).iter().map(|allotment| allotment.to).collect();
        assert_eq!(rest, ['b', 'c', 'd'], "in order");
        assert_eq!(event.taken.len(), 18, "14 kept theirs, four got one");
        assert_eq!(event.taken.last_key_value(), Some((&18, &1)), "the lowest numbers first");
    }

    #[test]
    fn r22_nothing_is_offered_once_the_event_takes_nobody() {
        let closes = second(1_000);
        assert_eq!(offer_until(second(900), 24, closes), Some(closes), "no offer outlives the closing time");
        assert_eq!(offer_until(second(1_000), 24, closes), None);
        let mut event = ledger(2);
        event.waiting = 1;
        let line = line_of(&[('c', 1)]);
        assert!(event.offer(&line, offer_until(second(1_060), 24, closes)).is_empty());
        assert_eq!(event.offer(&line, OPEN), [Allotment { to: 'c', seat: 1 }]);
    }

    #[test]
    fn who_comes_while_others_wait_waits_too_and_who_is_held_takes_no_seat() {
        let mut event = ledger(2);
        assert_eq!(event.admit(1, true), Admission::Line(1));
        assert_eq!(event.admit(1, false), Admission::Seat(1), "a held registration keeps nobody from a seat");
        event.waiting = 1;
        assert_eq!(event.shown_free(), Some(0));
        assert_eq!(event.admit(1, false), Admission::Line(2));
        let mut everybody = SeatLedger { capacity: None, ..ledger(0) };
        assert_eq!(everybody.admit(1, false), Admission::Seat(1));
        assert_eq!((everybody.free(), everybody.shown_free()), (None, None));
    }

    #[test]
    fn r11_who_is_released_gets_a_seat_that_is_free_and_else_keeps_the_number() {
        let mut event = ledger(1);
        event.admit(1, true);
        assert_eq!(event.seat_in_line(1, true), Some(1));
        event.admit(1, true);
        assert_eq!((event.seat_in_line(1, true), event.waiting), (None, 1));
        event.release(1);
        assert_eq!(event.seat_in_line(1, false), None, "others wait for it");
    }

    #[test]
    fn a_group_has_all_its_seats_or_stands_in_line_with_all_of_them() {
        let mut event = ledger(5);
        assert_eq!(event.admit(3, false), Admission::Seat(1));
        assert_eq!((event.free(), event.shown_free()), (Some(2), Some(2)));
        assert_eq!(event.admit(3, false), Admission::Line(1), "two of its three are free");
        assert_eq!((event.free(), event.shown_free(), event.waiting), (Some(2), Some(0), 3));
        assert_eq!(event.admit(1, false), Admission::Line(2), "nobody overtakes");
        assert_eq!(event.admit(2, true), Admission::Line(3));
        assert_eq!((event.seat_in_line(2, false), event.waiting), (None, 6));
        assert_eq!(
            event.seat_in_line(1, true),
            Some(2),
            "who came before all of them is no later for having been held"
        );
        event.release(1);
        assert_eq!(event.free(), Some(4), "a group gives all back");
        let mut everybody = SeatLedger { capacity: None, ..ledger(0) };
        assert_eq!(everybody.admit(50, false), Admission::Seat(1));
        assert_eq!(everybody.admit(1, false), Admission::Seat(2));
        everybody.release(1);
        assert_eq!(everybody.admit(1, false), Admission::Seat(3), "nobody has to know which numbers are free");
    }

    #[test]
    fn nobody_in_line_is_offered_seats_past_a_group_that_has_no_room_yet() {
        for (free, line, expected) in [
            (1, vec![('a', 2), ('b', 1)], ""),
            (2, vec![('a', 2), ('b', 1)], "a"),
            (3, vec![('a', 2), ('b', 1)], "ab"),
            (3, vec![('a', 1), ('b', 3), ('c', 1)], "a"),
            (5, vec![('a', 1), ('b', 3), ('c', 2)], "ab"),
        ] {
            let mut event = SeatLedger { taken: [(1, 9 - free)].into(), waiting: 9, ..ledger(9) };
            assert_eq!(offered(&mut event, &line).iter().collect::<String>(), expected, "{free} {line:?}");
            let given: u32 = line.iter().filter(|(id, _)| expected.contains(*id)).map(|(_, seats)| seats).sum();
            assert_eq!((event.free(), event.waiting), (Some(free - given), 9 - given));
        }
    }

    #[test]
    fn who_is_larger_than_the_whole_event_keeps_nobody_from_a_seat_until_it_is_larger_again() {
        let mut event = ledger(3);
        assert_eq!(event.admit(3, false), Admission::Seat(1));
        assert_eq!(event.admit(3, false), Admission::Line(1));
        // The room becomes smaller: the group in it stays, the one in line can have no seats.
        event.capacity = Some(2);
        assert_eq!((event.largest_group(), event.can_hold(3), event.can_hold(2)), (Some(2), false, true));
        event.release(1);
        assert_eq!(offered(&mut event, &[('a', 3), ('b', 2)]), ['b']);
        event.capacity = Some(5);
        assert_eq!(offered(&mut event, &[('a', 3)]), ['a']);
        let mut closed = ledger(0);
        assert_eq!((closed.largest_group(), closed.admit(1, false), closed.waiting), (Some(1), Admission::Line(1), 1));
        assert_eq!((closed.admit(2, false), closed.waiting), (Admission::Line(2), 1));
    }

    #[test]
    fn an_unconfirmed_registration_keeps_its_seat_for_a_day_at_most_until_closing() {
        assert_eq!(unconfirmed_until(second(0), second(1_000_000)), second(86_400));
        assert_eq!(unconfirmed_until(second(0), second(600)), second(600));
        assert_eq!(unconfirmed_until(second(900), second(600)), second(900), "it is never over before it began");
    }
}
