//! One person with several registrations at one event: which of them stay.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::RegistrationState;

/// A registration, as far as it matters which ones stay. It holds seats or waits for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoubleRegistration<Id> {
    /// The registration.
    pub id: Id,
    /// What became of it so far.
    pub state: RegistrationState,
    /// How many seats it is for.
    pub seats: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether somebody came with it.
    pub is_attended: bool,
}

/// What becomes of the registrations of one person at one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledDoubles<Id> {
    /// They are for nobody who is not in one that stays.
    pub given_back: Vec<Id>,
    /// They stay beside the first one, and staff decide.
    pub in_question: Vec<Id>,
}

/// Settles the registrations of one person at one event. What holds seats for good stays before what holds them for a time, and that
/// before what waits; then the larger group stays, so that nobody who comes along is left out, and then the earlier one. Nobody
/// loses a seat that they have, so a group that hopes for more seats than those that stay before it is not given back either: it
/// keeps its place, and somebody has to ask who is meant. With what somebody came is given back by nobody.
pub fn settle_doubles<Id: Copy + Ord>(registrations: &[DoubleRegistration<Id>]) -> SettledDoubles<Id> {
    let mut sorted = registrations.to_vec();
    sorted.sort_by_key(|one| (!one.is_attended, rank(one.state), Reverse(one.seats), one.created_at, one.id));
    let (mut settled, mut most) = (SettledDoubles { given_back: Vec::new(), in_question: Vec::new() }, 0);
    for (number, one) in sorted.iter().enumerate() {
        if number == 0 {
            most = one.seats;
        } else if one.is_attended || one.seats > most {
            most = most.max(one.seats);
            settled.in_question.push(one.id);
        } else {
            settled.given_back.push(one.id);
        }
    }
    settled
}

/// The order of states: seats for good, seats for a time, a place in line.
fn rank(state: RegistrationState) -> u8 {
    match state {
        RegistrationState::Confirmed => 0,
        RegistrationState::Unconfirmed | RegistrationState::Offered => 1,
        RegistrationState::Waiting
        | RegistrationState::Held
        | RegistrationState::Cancelled
        | RegistrationState::Lapsed => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        RegistrationState::{Confirmed, Held, Offered, Unconfirmed, Waiting},
        *,
    };

    #[test]
    fn r29_the_later_seat_is_given_back_and_no_seat_and_no_larger_group_is_lost() {
        let group = |id: char, state, seats, second| DoubleRegistration {
            id,
            state,
            seats,
            created_at: Timestamp::from_second(second).unwrap(),
            is_attended: false,
        };
        let attended = |one: DoubleRegistration<char>| DoubleRegistration { is_attended: true, ..one };
        let one = |id, state, second| group(id, state, 1, second);
        for (registrations, given_back, in_question) in [
            (vec![], vec![], vec![]),
            (vec![one('a', Confirmed, 1)], vec![], vec![]),
            (vec![one('b', Confirmed, 2), one('a', Confirmed, 1)], vec!['b'], vec![]),
            (vec![one('a', Waiting, 1), one('b', Confirmed, 2)], vec!['a'], vec![]),
            (vec![one('a', Held, 1), one('b', Waiting, 2)], vec!['b'], vec![]),
            (vec![one('a', Confirmed, 1), group('b', Confirmed, 3, 2)], vec!['a'], vec![]),
            (vec![one('a', Confirmed, 5), one('b', Confirmed, 3), one('c', Waiting, 1)], vec!['a', 'c'], vec![]),
            // An offer may end, and a seat that is not confirmed is lost: what is theirs for good stays.
            (vec![one('a', Offered, 1), one('b', Confirmed, 2)], vec!['a'], vec![]),
            (vec![one('a', Unconfirmed, 1), one('b', Confirmed, 2)], vec!['a'], vec![]),
            (vec![one('a', Waiting, 1), one('b', Offered, 2)], vec!['a'], vec![]),
            // Somebody came with it.
            (vec![one('a', Confirmed, 1), attended(one('b', Confirmed, 2))], vec!['a'], vec![]),
            (vec![attended(one('a', Confirmed, 1)), attended(one('b', Confirmed, 2))], vec![], vec!['b']),
            // What hopes for more seats than they have.
            (vec![group('a', Waiting, 3, 1), one('b', Confirmed, 2)], vec![], vec!['a']),
            (vec![group('a', Offered, 3, 1), one('b', Confirmed, 2)], vec![], vec!['a']),
            (vec![group('a', Waiting, 2, 1), group('b', Confirmed, 2, 2)], vec!['a'], vec![]),
            (vec![one('a', Confirmed, 1), group('b', Waiting, 3, 2), group('c', Waiting, 5, 3)], vec!['b'], vec!['c']),
            (
                vec![one('a', Confirmed, 1), group('b', Offered, 3, 2), group('c', Waiting, 5, 3)],
                vec![],
                vec!['b', 'c'],
            ),
        ] {
            let expected = SettledDoubles { given_back, in_question };
            assert_eq!(settle_doubles(&registrations), expected, "{registrations:?}");
        }
    }
}
