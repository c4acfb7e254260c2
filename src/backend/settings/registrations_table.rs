//! `[registrations]`: what holds of seats at events.

use std::ops::RangeInclusive;

use tsubame_model::source::TableReader;

use super::{Environment, bounded::read_number};
use crate::intake::{CONFIRM_HOURS, OFFER_HOURS, REMINDER_HOURS};

/// An offer that nobody can answer in time is none, and one of more than a month keeps those behind it waiting.
const OFFER_HOURS_RANGE: RangeInclusive<u32> = 1..=720;

/// Less than an hour before, nobody reads it; more than a fortnight before, everybody has forgotten it again.
const REMINDER_HOURS_RANGE: RangeInclusive<u32> = 1..=336;

/// Mails take minutes at times; after a month nobody remembers what they have sent.
const CONFIRM_HOURS_RANGE: RangeInclusive<u32> = 1..=720;

/// The table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationsTable {
    /// Hours for which the offer of a seat that became free is open; never beyond the event's deadline.
    pub offer_hours: u32,
    /// How many hours before an event its people are reminded, where it does not say so itself.
    pub reminder_hours: u32,
    /// Hours for which a submission waits for the button of a mail, where its form asks for that and gives no seat and no time;
    /// afterwards it is deleted.
    pub confirm_hours: u32,
}

impl Default for RegistrationsTable {
    fn default() -> Self {
        Self { offer_hours: OFFER_HOURS, reminder_hours: REMINDER_HOURS, confirm_hours: CONFIRM_HOURS }
    }
}

impl RegistrationsTable {
    pub(super) fn read(table: &mut TableReader<'_>, _environment: &mut Environment<'_>) -> Self {
        let default = Self::default();
        Self {
            offer_hours: read_number(table, "offer_hours", &OFFER_HOURS_RANGE).unwrap_or(default.offer_hours),
            reminder_hours: read_number(table, "reminder_hours", &REMINDER_HOURS_RANGE)
                .unwrap_or(default.reminder_hours),
            confirm_hours: read_number(table, "confirm_hours", &CONFIRM_HOURS_RANGE).unwrap_or(default.confirm_hours),
        }
    }
}
