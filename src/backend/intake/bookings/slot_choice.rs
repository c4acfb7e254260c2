//! Who of several gets a booking, and what it takes: cells of theirs and of the person, so that neither is in two places.

use std::ops::Range;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use tsubame_model::{
    calendar::clock_in_japan,
    slots::{Slot, TakenCells},
};

use crate::intake::Digest;

/// A slot that may be taken, with its cells, buffers included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotCandidate {
    /// The slot.
    pub slot: Slot,
    /// Its cells.
    pub cells: Range<i64>,
}

impl SlotCandidate {
    /// One that was chosen before, with its times and cells.
    pub fn at(resource: &str, times: Range<Timestamp>, cells: Range<i64>) -> Self {
        let business_day = clock_in_japan(times.start).date();
        let (start, end) = (times.start, times.end);
        Self { slot: Slot { resource: resource.to_owned(), business_day, start, end, is_extra: false }, cells }
    }
}

/// The name under which cells of a counsellor or company are kept.
pub fn resource_name(key: &str) -> String {
    format!("with:{key}")
}

/// The counsellor or company of such a name; `None` for that of a person.
pub fn resource_key(name: &str) -> Option<&str> {
    name.strip_prefix("with:")
}

/// The name under which cells of a person are kept: by the keyed hash of the address, since a person who has confirmed
/// nothing yet is somebody new each time.
pub fn person_name(lookup: &Digest) -> String {
    format!("person:{}", BASE64_URL_SAFE_NO_PAD.encode(lookup))
}

/// What becomes of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotDecision<'a> {
    /// It can be had.
    Free(&'a SlotCandidate),
    /// The person is booked at that time already, with whomever.
    OwnOverlap,
    /// Nobody of those in question is free.
    Taken,
}

/// Decides about a wish by what is taken. The first of the candidates who is free gets it.
pub fn choose_slot<'a>(
    candidates: &'a [SlotCandidate],
    person: Option<&Digest>,
    taken: &TakenCells,
) -> SlotDecision<'a> {
    let person = person.map(person_name);
    let is_own =
        |candidate: &SlotCandidate| person.as_ref().is_some_and(|name| !taken.is_free(name, candidate.cells.clone()));
    // All candidates are at the same time.
    if candidates.first().is_some_and(is_own) {
        return SlotDecision::OwnOverlap;
    }
    let is_free = |candidate: &&SlotCandidate| {
        let (slot, name) = (&candidate.slot, resource_name(&candidate.slot.resource));
        // Whoever was to be there beside their hours may have said since that they are not.
        let is_there = !slot.is_extra || taken.is_extra(&name, &(slot.start..slot.end));
        is_there && taken.is_free(&name, candidate.cells.clone())
    };
    candidates.iter().find(is_free).map_or(SlotDecision::Taken, SlotDecision::Free)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn candidate(resource: &str, from: i64) -> SlotCandidate {
        let at = |cell: i64| Timestamp::from_second(cell * 300).unwrap();
        let slot = Slot {
            resource: resource.to_owned(),
            business_day: date(2026, 12, 10),
            start: at(from),
            end: at(from + 12),
            is_extra: false,
        };
        SlotCandidate { slot, cells: from..from + 15 }
    }

    #[test]
    fn r24_the_first_who_is_free_gets_it_and_nobody_is_in_two_places() {
        let both = [candidate("a", 100), candidate("b", 100)];
        let mut taken = TakenCells::default();
        assert_eq!(choose_slot(&both, None, &taken), SlotDecision::Free(&both[0]));
        // 10:30 against 10:00–11:00 with its buffer.
        taken.insert(&resource_name("a"), 94..109);
        assert_eq!(choose_slot(&both, None, &taken), SlotDecision::Free(&both[1]));
        taken.insert(&resource_name("b"), 114..115);
        assert_eq!(choose_slot(&both, None, &taken), SlotDecision::Taken);
        assert_eq!(choose_slot(&[candidate("b", 115)], None, &taken), SlotDecision::Free(&candidate("b", 115)));
        let person = [7; 32];
        taken.insert(&person_name(&person), 90..101);
        let other = [candidate("c", 100)];
        assert_eq!(choose_slot(&other, Some(&person), &taken), SlotDecision::OwnOverlap);
        assert_eq!(choose_slot(&other, Some(&[8; 32]), &taken), SlotDecision::Free(&other[0]));
        assert_eq!(choose_slot(&[], None, &taken), SlotDecision::Taken);
        assert_eq!((resource_key("with:a"), resource_key(&person_name(&person))), (Some("a"), None));
    }

    #[test]
    fn who_is_there_beside_their_hours_is_met_as_long_as_they_are() {
        let mut extra = candidate("a", 100);
        extra.slot.is_extra = true;
        let (extra, mut known) = ([extra], TakenCells::default());
        assert_eq!(choose_slot(&extra, None, &known), SlotDecision::Taken);
        let slot = &extra[0].slot;
        known.open(&resource_name("b"), slot.start..slot.end);
        assert_eq!(choose_slot(&extra, None, &known), SlotDecision::Taken);
        known.open(&resource_name("a"), slot.start..slot.end);
        assert_eq!(choose_slot(&extra, None, &known), SlotDecision::Free(&extra[0]));
        known.insert(&resource_name("a"), 111..112);
        assert_eq!(choose_slot(&extra, None, &known), SlotDecision::Taken, "whoever is away is away");
    }
}
