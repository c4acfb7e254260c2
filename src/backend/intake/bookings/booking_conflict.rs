//! Whether what is booked still agrees with what is offered: days may be closed, hours changed and people gone or away after somebody
//! has booked. Such a booking stays, and staff are shown it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use tsubame_model::{
    calendar::Holidays,
    schema::Booking,
    slots::{SlotContext, SlotRefusal, TakenCells, cells},
};

/// Why a booking does not agree with what is offered any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingConflict {
    /// What is booked is no longer offered at all, or not with this counsellor or company.
    NotOffered,
    /// That time is closed now: a closed day, a holiday, other hours.
    Closed,
    /// The counsellor or company is away then.
    Away,
}

/// By what bookings are offered.
#[derive(Clone, Copy, Debug)]
pub struct BookingRules<'a> {
    /// The definitions, by their names.
    pub bookings: &'a BTreeMap<String, Booking>,
    /// The holidays.
    pub holidays: &'a Holidays,
    /// When counsellors and companies are away, as if that were taken, and when they are there beside their hours, by their keys.
    pub times: &'a TakenCells,
}

impl BookingRules<'_> {
    /// The conflict of a booking of this name with somebody that begins at `start`, if there is one.
    pub fn find_conflict(&self, name: &str, resource: &str, start: Timestamp) -> Option<BookingConflict> {
        let Some(booking) = self.bookings.get(name) else { return Some(BookingConflict::NotOffered) };
        // How early it can be booked is no matter for what is booked.
        let (holidays, now) = (self.holidays, Timestamp::MIN);
        let context = SlotContext { booking, holidays, taken: self.times, now };
        match context.check_slot(resource, start) {
            Err(SlotRefusal::UnknownResource) => return Some(BookingConflict::NotOffered),
            Err(SlotRefusal::NoSuchSlot) => return Some(BookingConflict::Closed),
            _ => {}
        }
        let end = start.checked_add(SignedDuration::from_mins(i64::from(booking.slots.minutes))).ok()?;
        let is_away = !self.times.is_free(resource, cells(start, end, &booking.slots));
        is_away.then_some(BookingConflict::Away)
    }
}
