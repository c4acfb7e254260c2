//! Whether what is booked still agrees with its definition: days may be closed, hours changed and people gone after somebody
//! has booked. Such a booking stays, and staff are shown it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tsubame_model::{
    calendar::Holidays,
    schema::Booking,
    slots::{SlotContext, SlotRefusal, TakenCells},
};

/// Why a booking does not agree with its definition any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingConflict {
    /// What is booked is no longer offered at all, or not with this counsellor or company.
    NotOffered,
    /// That time is closed now: a closed day, a holiday, other hours.
    Closed,
}

/// The conflict of a booking that begins at `start`, if there is one.
pub fn find_conflict(
    name: &str,
    (resource, start): (&str, Timestamp),
    bookings: &BTreeMap<String, Booking>,
    holidays: &Holidays,
) -> Option<BookingConflict> {
    let Some(booking) = bookings.get(name) else { return Some(BookingConflict::NotOffered) };
    // How early it can be booked is no matter for what is booked.
    let context = SlotContext { booking, holidays, taken: &TakenCells::default(), now: Timestamp::MIN };
    match context.check_slot(resource, start) {
        Err(SlotRefusal::UnknownResource) => Some(BookingConflict::NotOffered),
        Err(SlotRefusal::NoSuchSlot) => Some(BookingConflict::Closed),
        _ => None,
    }
}
