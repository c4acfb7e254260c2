//! `[registrations]`: what holds of seats at events.

use std::ops::RangeInclusive;

use tsubame_model::source::TableReader;

use super::{Environment, bounded::read_number};

/// An offer that nobody can answer in time is none, and one of more than a month keeps those behind it waiting.
const OFFER_HOURS: RangeInclusive<u32> = 1..=720;

/// Less than an hour before, nobody reads it; more than a fortnight before, everybody has forgotten it again.
const REMINDER_HOURS: RangeInclusive<u32> = 1..=336;

/// The table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistrationsTable {
    /// Hours for which the offer of a seat that became free is open; never beyond the event's deadline.
    pub offer_hours: u32,
    /// How many hours before an event its people are reminded, where it does not say so itself.
    pub reminder_hours: u32,
}

impl Default for RegistrationsTable {
    fn default() -> Self {
        Self { offer_hours: 48, reminder_hours: 24 }
    }
}

impl RegistrationsTable {
    pub(super) fn read(table: &mut TableReader<'_>, _environment: &mut Environment<'_>) -> Self {
        let default = Self::default();
        Self {
            offer_hours: read_number(table, "offer_hours", &OFFER_HOURS).unwrap_or(default.offer_hours),
            reminder_hours: read_number(table, "reminder_hours", &REMINDER_HOURS).unwrap_or(default.reminder_hours),
        }
    }
}
