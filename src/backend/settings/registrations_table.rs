//! `[registrations]`: what holds of seats at events.

use tsubame_model::source::TableReader;

use super::{Environment, bounded::read_number};
use crate::intake::{
    CONFIRM_HOURS, OFFER_HOURS, REMINDER_HOURS,
    programme_settings::{CONFIRM_HOURS_RANGE, OFFER_HOURS_RANGE, REMINDER_HOURS_RANGE},
};

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
