//! When somebody comes to a table: what its company is told. Who that is stays with the office.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::TalkState;

/// A time at which somebody comes to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedTime {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// How many come.
    pub talks: u32,
}

/// The talks at a table as its company knows them. Two plans that are equal tell nobody anything new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TablePlan {
    /// Whether the fair takes place.
    pub is_on: bool,
    /// The times, in their order; none of a fair that does not take place.
    pub times: Vec<PlannedTime>,
}

impl TablePlan {
    /// The plan of these talks of one table: their states with their times.
    pub fn of(is_on: bool, talks: impl IntoIterator<Item = (TalkState, Timestamp, Timestamp)>) -> Self {
        let mut times = BTreeMap::<(Timestamp, Timestamp), u32>::new();
        for (_, start, end) in talks.into_iter().filter(|(state, ..)| is_on && state.is_given_out()) {
            *times.entry((start, end)).or_default() += 1;
        }
        let times = times.into_iter().map(|((start, end), talks)| PlannedTime { start, end, talks });
        Self { is_on, times: times.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    #[test]
    fn a_plan_counts_who_comes_and_does_not_change_by_what_became_of_it() {
        let talk = |state, minute| (state, at(minute), at(minute + 15));
        let plan = |states: [TalkState; 3]| {
            TablePlan::of(true, [talk(states[0], 20), talk(states[1], 0), talk(states[2], 20)])
        };
        let booked = plan([TalkState::Booked; 3]);
        let time = |minute, talks| PlannedTime { start: at(minute), end: at(minute + 15), talks };
        assert_eq!(booked.times, [time(0, 1), time(20, 2)]);
        assert_eq!(plan([TalkState::Held, TalkState::VisitorAbsent, TalkState::Booked]), booked);
        assert_eq!(plan([TalkState::Cancelled, TalkState::Booked, TalkState::Booked]).times, [time(0, 1), time(20, 1)]);
        let off = TablePlan::of(false, [talk(TalkState::Booked, 0)]);
        assert!(off.times.is_empty() && off != TablePlan::of(true, []));
    }
}
