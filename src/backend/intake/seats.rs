//! Seats of one event at one place (in the room, or online): who gets one, who waits, whom a free one is offered to.
//!
//! A seat has a number from 1 on, and at most one registration holds it; an open offer holds its seat as a confirmed
//! registration does, so what is confirmed and what is offered never exceed the capacity. The order of the line is a number
//! that is given out under the same lock as the seats, not a time.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

/// How long a registration that has not been confirmed by its mail keeps its seat.
const UNCONFIRMED_HOURS: i64 = 24;

/// For how many hours what has no seat and no time waits to be confirmed, unless an operator says otherwise.
pub const CONFIRM_HOURS: u32 = 24;

/// What is taken of one event at one place, as it stands under the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatLedger {
    /// How many seats there are; `None` for an event that takes everybody.
    pub capacity: Option<u32>,
    /// The numbers of seats that somebody holds. A room that became smaller leaves numbers above its capacity.
    pub taken: BTreeSet<u32>,
    /// How many wait for a seat, as far as they were counted: nobody, or at least one.
    pub waiting: u32,
    /// The number in line of whoever comes next.
    pub next_in_line: i64,
}

/// What somebody who comes now gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// This seat.
    Seat(u32),
    /// This number in the line.
    Line(i64),
}

/// A seat for somebody in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allotment<Id> {
    /// Whom it is offered to.
    pub to: Id,
    /// The seat's number, held until the offer ends.
    pub seat: u32,
}

impl SeatLedger {
    /// How many seats nobody holds: never less than none, however small the room became. `None` without a limit.
    pub fn free(&self) -> Option<u32> {
        let taken = u32::try_from(self.taken.len()).unwrap_or(u32::MAX);
        self.capacity.map(|capacity| capacity.saturating_sub(taken))
    }

    /// What the page says is left: nothing as long as somebody waits, since a seat that becomes free is theirs.
    pub fn shown_free(&self) -> Option<u32> {
        if self.waiting > 0 { self.capacity.map(|_| 0) } else { self.free() }
    }

    /// Lets somebody in: a seat if one is free and nobody waits for it, else the end of the line. Who is held for staff to
    /// look at takes a number in the line and no seat, so that a machine cannot empty a room.
    pub fn admit(&mut self, is_held: bool) -> Admission {
        if !is_held && self.waiting == 0 && self.free() != Some(0) {
            return Admission::Seat(self.take_seat());
        }
        let number = self.next_in_line;
        self.next_in_line += 1;
        // Who is held does not keep others from a seat.
        self.waiting += u32::from(!is_held);
        Admission::Line(number)
    }

    /// The seat of somebody whom staff release, if one is free and nobody waits for it. Else they stay in line with their
    /// number, which is as old as what they sent.
    pub fn seat_released(&mut self) -> Option<u32> {
        let is_free = self.waiting == 0 && self.free() != Some(0);
        self.waiting += u32::from(!is_free);
        is_free.then(|| self.take_seat())
    }

    /// Gives a seat back.
    pub fn release(&mut self, seat: u32) {
        self.taken.remove(&seat);
    }

    /// Offers of what is free to the first in `line`, which is in order and holds nobody twice; none once `offers_end`
    /// says that it is too late.
    pub fn offer<Id: Copy>(&mut self, line: &[Id], offers_end: Option<Timestamp>) -> Vec<Allotment<Id>> {
        let free = match (offers_end, self.free()) {
            (None, _) => 0,
            (Some(_), None) => line.len(),
            (Some(_), Some(free)) => line.len().min(free as usize),
        };
        let offered: Vec<_> = line.iter().take(free).map(|to| Allotment { to: *to, seat: self.take_seat() }).collect();
        self.waiting = self.waiting.saturating_sub(u32::try_from(offered.len()).unwrap_or(u32::MAX));
        offered
    }

    /// The lowest number that is free. There is one within the capacity whenever fewer are taken than there are; beyond it
    /// lie those of people who had a seat before the room became smaller, or come with theirs from elsewhere.
    pub fn take_seat(&mut self) -> u32 {
        let gap = (1..u32::MAX).zip(&self.taken).find(|(number, taken)| number != *taken);
        let number =
            gap.map_or_else(|| self.taken.last().map_or(1, |last| last.saturating_add(1)), |(number, _)| number);
        self.taken.insert(number);
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
        SeatLedger { capacity: Some(capacity), taken: BTreeSet::new(), waiting: 0, next_in_line: 1 }
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    const OPEN: Option<Timestamp> = Some(Timestamp::MAX);

    #[test]
    fn r20_one_seat_for_two_hundred_gives_one_seat_and_a_line_without_a_gap() {
        let mut event = ledger(1);
        let admitted: Vec<Admission> = (0..200).map(|_| event.admit(false)).collect();
        assert_eq!(admitted[0], Admission::Seat(1));
        let line: Vec<Admission> = (1..=199).map(Admission::Line).collect();
        assert_eq!(admitted[1..], line);
        assert_eq!(event.shown_free(), Some(0));
    }

    #[test]
    fn the_lowest_free_seat_is_given() {
        for (taken, next) in [(vec![], 1), (vec![1, 2, 3], 4), (vec![2, 3], 1), (vec![1, 3, 9], 2), (vec![1, 2, 4], 3)]
        {
            let mut event = SeatLedger { taken: taken.iter().copied().collect(), ..ledger(9) };
            assert_eq!(event.admit(false), Admission::Seat(next), "{taken:?}");
        }
    }

    #[test]
    fn r21_a_room_that_becomes_smaller_keeps_everybody_and_counts_from_nought() {
        let mut event = ledger(20);
        for _ in 0..18 {
            event.admit(false);
        }
        event.capacity = Some(15);
        let mut line = vec!['a', 'b', 'c', 'd'];
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
        let offered: Vec<char> = event.offer(&line, OPEN).iter().map(|allotment| allotment.to).collect();
        assert_eq!(offered, ['b', 'c', 'd'], "in order");
        assert_eq!(event.taken.len(), 18, "14 kept theirs, four got one");
        assert_eq!(event.taken.last(), Some(&18), "the lowest numbers first");
    }

    #[test]
    fn r22_nothing_is_offered_once_the_event_takes_nobody() {
        let closes = second(1_000);
        assert_eq!(offer_until(second(900), 24, closes), Some(closes), "no offer outlives the closing time");
        assert_eq!(offer_until(second(1_000), 24, closes), None);
        let mut event = ledger(2);
        event.waiting = 1;
        assert!(event.offer(&['c'], offer_until(second(1_060), 24, closes)).is_empty());
        assert_eq!(event.offer(&['c'], OPEN), [Allotment { to: 'c', seat: 1 }]);
    }

    #[test]
    fn who_comes_while_others_wait_waits_too_and_who_is_held_takes_no_seat() {
        let mut event = ledger(2);
        assert_eq!(event.admit(true), Admission::Line(1));
        assert_eq!(event.admit(false), Admission::Seat(1), "a held registration keeps nobody from a seat");
        event.waiting = 1;
        assert_eq!(event.shown_free(), Some(0));
        assert_eq!(event.admit(false), Admission::Line(2));
        let mut everybody = SeatLedger { capacity: None, ..ledger(0) };
        assert_eq!(everybody.admit(false), Admission::Seat(1));
        assert_eq!((everybody.free(), everybody.shown_free()), (None, None));
    }

    #[test]
    fn r11_who_is_released_gets_a_seat_that_is_free_and_else_keeps_the_number() {
        let mut event = ledger(1);
        event.admit(true);
        assert_eq!(event.seat_released(), Some(1));
        event.admit(true);
        assert_eq!((event.seat_released(), event.waiting), (None, 1));
        event.release(1);
        assert_eq!(event.seat_released(), None, "others wait for it");
    }

    #[test]
    fn an_unconfirmed_registration_keeps_its_seat_for_a_day_at_most_until_closing() {
        assert_eq!(unconfirmed_until(second(0), second(1_000_000)), second(86_400));
        assert_eq!(unconfirmed_until(second(0), second(600)), second(600));
        assert_eq!(unconfirmed_until(second(900), second(600)), second(900), "it is never over before it began");
    }
}
