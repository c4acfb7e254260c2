//! In which order those of an event are listed. Names and readings are encrypted, so that lists are put into their order once they are read;
//! an event's list is read as a whole anyway.

use std::cmp::{Ordering, Reverse};

use super::attendees::{Attendee, Attendees};
use crate::intake::search::fold_name;

/// By what they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttendeeKey {
    /// How their names are read; those of whom that is not known last.
    Kana,
    /// When they registered.
    Registered,
    /// When they came; those who did not last.
    CheckedIn,
}

/// By what they are listed, and from which end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttendeeOrder {
    /// By what.
    pub by: AttendeeKey,
    /// Whether from the last of it.
    pub is_descending: bool,
}

impl Attendees {
    /// The same lists in an order. Those who are the same in it stay in that in which they came.
    #[must_use]
    pub fn sorted(mut self, order: AttendeeOrder) -> Self {
        for list in
            [&mut self.confirmed, &mut self.waiting, &mut self.offered, &mut self.unsettled, &mut self.cancelled]
        {
            list.sort_by_key(|attendee| (attendee.registered_at, attendee.registration.0));
            match order.by {
                AttendeeKey::Kana => list.sort_by_cached_key(|attendee| {
                    let kana = Some(fold_name(&attendee.kana)).filter(|kana| !kana.is_empty());
                    ranked(kana, order.is_descending)
                }),
                AttendeeKey::CheckedIn => {
                    list.sort_by_key(|attendee| {
                        ranked(attendee.checked_in.as_ref().map(|came| came.at), order.is_descending)
                    });
                }
                AttendeeKey::Registered => list.sort_by(|one, other| came_first(one, other, order.is_descending)),
            }
        }
        self
    }
}

/// Whether it is not known, and what it is, from either end: what is not known comes last from both.
fn ranked<T: Ord>(value: Option<T>, is_descending: bool) -> (bool, Option<T>, Option<Reverse<T>>) {
    match value {
        None => (true, None, None),
        Some(value) if is_descending => (false, None, Some(Reverse(value))),
        Some(value) => (false, Some(value), None),
    }
}

fn came_first(one: &Attendee, other: &Attendee, is_descending: bool) -> Ordering {
    let key = |attendee: &Attendee| (attendee.registered_at, attendee.registration.0);
    if is_descending { key(other).cmp(&key(one)) } else { key(one).cmp(&key(other)) }
}
