//! One person with two registrations at one event: which one stays.

use std::cmp::Reverse;

use jiff::Timestamp;

/// A registration, as far as it matters which one stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoubleRegistration<Id> {
    /// The registration.
    pub id: Id,
    /// Whether it holds a seat; else it waits for one.
    pub has_seat: bool,
    /// How many seats it is for.
    pub seats: u32,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The registrations of one person at one event that are given back. What holds seats stays before what waits, the larger group
/// before the smaller, so that nobody who comes along is left out, and the earlier before the later.
pub fn doubles_to_give_back<Id: Copy + Ord>(registrations: &[DoubleRegistration<Id>]) -> Vec<Id> {
    let mut sorted = registrations.to_vec();
    sorted.sort_by_key(|one| (!one.has_seat, Reverse(one.seats), one.created_at, one.id));
    sorted.into_iter().skip(1).map(|one| one.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r29_the_later_seat_is_given_back_and_a_seat_stays_before_a_place_in_line() {
        let group = |id: char, has_seat, seats, second| DoubleRegistration {
            id,
            has_seat,
            seats,
            created_at: Timestamp::from_second(second).unwrap(),
        };
        let one = |id, has_seat, second| group(id, has_seat, 1, second);
        for (registrations, expected) in [
            (vec![], vec![]),
            (vec![one('a', true, 1)], vec![]),
            (vec![one('b', true, 2), one('a', true, 1)], vec!['b']),
            (vec![one('a', false, 1), one('b', true, 2)], vec!['a']),
            (vec![one('a', false, 1), one('b', false, 2)], vec!['b']),
            (vec![one('a', true, 1), group('b', true, 3, 2)], vec!['a']),
            (vec![group('a', false, 3, 1), one('b', true, 2)], vec!['a']),
            (vec![one('a', true, 5), one('b', true, 3), one('c', false, 1)], vec!['a', 'c']),
        ] {
            assert_eq!(doubles_to_give_back(&registrations), expected, "{registrations:?}");
        }
    }
}
