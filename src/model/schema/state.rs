//! States of entries: what follows from several fields and the clock, worked out in one place.
//!
//! Whether people can still sign up for an event is in no one field of it: it depends on a status, a deadline, the seats
//! that are left and the time. A type says how, and the content API tells the outcome.

use super::{Choice, Condition, Subject};
use crate::source::Data;

/// A state that entries of a type are in.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Its name in the content API, beside `fields`.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// What it tells, for people who read the API.
    pub hint: String,
    /// The field whose values the API counts by this state instead.
    pub counts_as: Option<String>,
    /// Names of times that the state depends on, with the fields that hold them.
    pub times: StateTimes,
    /// The values that it can have.
    pub choices: Vec<Choice>,
    /// Which value it has when; the first case that holds counts, and the last one always holds.
    pub cases: Vec<Case>,
}

/// Names of times with the keys of their fields, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateTimes(pub Vec<(String, String)>);

/// A value of a state with the conditions under which it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// One of the state's choices.
    pub value: Data,
    /// All of these have to hold.
    pub when: Vec<Condition>,
}

impl State {
    /// The choice that an entry is in.
    pub fn of(&self, subject: &Subject<'_>) -> Option<&Choice> {
        let case = self.cases.iter().find(|case| subject.meets(&case.when))?;
        self.choices.iter().find(|choice| choice.value == case.value)
    }
}
