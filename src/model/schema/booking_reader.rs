//! A booking as it stands in the tree of its file, read with all that is wrong with its shape.

use super::{
    Booking, BookingKind, BookingResource, Channel, ClosedPeriod, OpeningWeek, SlotRule, booking_check::check_booking,
    definition::DefinitionFile, opening_week::CELL_MINUTES,
};
use crate::source::{Diagnostic, SourcePath, TableReader, ValueReader, Wording};

const KINDS: [(&str, BookingKind); 2] =
    [("consultation", BookingKind::Consultation), ("interview", BookingKind::Interview)];

/// Longest slot, and longest time between two that begin: a day.
const LONGEST_MINUTES: u16 = 24 * 60;

/// Reads a booking from the text of its file. `forms` are the names of the site's forms. A booking may come with faults.
pub fn parse_booking(path: &SourcePath, text: &str, forms: &[&str]) -> (Option<Booking>, Vec<Diagnostic>) {
    let file = DefinitionFile::parse(path, text);
    let (booking, faults) = file.read(read_booking);
    let mut diagnostics = file.diagnostics(&faults);
    // What is missing from a booking that could not be read whole is no fault of its own.
    if let Some(booking) = booking.as_ref().filter(|_| faults.is_empty()) {
        diagnostics.extend(check_booking(booking, &file, forms));
    }
    (booking, diagnostics)
}

fn read_booking(table: &mut TableReader<'_>) -> Option<Booking> {
    let (booking, label, form) =
        (table.required_text("booking"), table.required_text("label"), table.required_text("form"));
    let kind = table.required("kind").and_then(|kind| kind.one_of(&KINDS));
    let channels = table.required("channels").and_then(|list| list.list(|item| item.one_of(&Channel::NAMES)));
    let slots = table.required("slots").and_then(|slots| slots.table(read_slots)).flatten();
    let minutes = slots.map(|slots| slots.minutes);
    let holidays =
        table.required("holidays").and_then(|holidays| holidays.one_of(&[("open", true), ("closed", false)]));
    let read_week = |table: &mut TableReader<'_>| OpeningWeek::read(table, minutes);
    let opening = table.required("opening").and_then(|opening| opening.table(read_week));
    let read_resource = |table: &mut TableReader<'_>| read_resource(table, minutes);
    let resources = table.required("resources").and_then(|list| list.list(|item| item.table(read_resource).flatten()));
    Some(Booking {
        free_of_charge: table.text("free_of_charge"),
        how_to_meet: table.table("how_to_meet", read_how_to_meet).unwrap_or_default(),
        join_address: table.text("join_address"),
        closed: table.tables("closed", ClosedPeriod::read).unwrap_or_default(),
        booking: booking?,
        label: label?,
        kind: kind?,
        form: form?,
        channels: channels?,
        slots: slots?,
        opens_on_holidays: holidays?,
        opening: opening?,
        resources: resources?,
    })
}

fn read_how_to_meet(table: &mut TableReader<'_>) -> Vec<(Channel, String)> {
    Channel::NAMES.into_iter().filter_map(|(name, channel)| Some((channel, table.text(name)?))).collect()
}

fn read_slots(table: &mut TableReader<'_>) -> Option<SlotRule> {
    let minutes = table.required("minutes").and_then(ValueReader::integer);
    let minutes = minutes.and_then(|minutes| whole_cells(table, "minutes", (minutes, CELL_MINUTES)));
    let before = table.integer("buffer_before_minutes").unwrap_or_default();
    let before = whole_cells(table, "buffer_before_minutes", (before, 0));
    let after = table.integer("buffer_after_minutes").unwrap_or_default();
    let after = whole_cells(table, "buffer_after_minutes", (after, 0));
    let every = table.integer("every_minutes");
    let every = every.map_or(Some(None), |every| whole_cells(table, "every_minutes", (every, CELL_MINUTES)).map(Some));
    let lead_hours = table.required("lead_hours").and_then(ValueReader::integer);
    let horizon_days = table.required("horizon_days").and_then(ValueReader::integer);
    let (minutes, before, after) = (minutes?, before?, after?);
    Some(SlotRule {
        minutes,
        // Without buffers in the way, each slot can be booked beside the next.
        every_minutes: every?.unwrap_or(minutes + before + after),
        buffer_before_minutes: before,
        buffer_after_minutes: after,
        lead_hours: lead_hours?,
        horizon_days: horizon_days?,
    })
}

/// Minutes that are whole cells, from the least on; a fault at their key otherwise.
fn whole_cells(table: &mut TableReader<'_>, key: &'static str, (minutes, least): (u16, u16)) -> Option<u16> {
    if minutes % CELL_MINUTES == 0 && (least..=LONGEST_MINUTES).contains(&minutes) {
        return Some(minutes);
    }
    let english = format!("`{key}` is {minutes}, but it has to be a multiple of 5 from {least} to {LONGEST_MINUTES}");
    let japanese = format!("{key} は {minutes} ですが、{least} から {LONGEST_MINUTES} までの5の倍数にします");
    table.refuse(key, Wording::new(english, japanese));
    None
}

fn read_resource(table: &mut TableReader<'_>, slot_minutes: Option<u16>) -> Option<BookingResource> {
    let (key, label) = (table.required_text("key"), table.required_text("label"));
    Some(BookingResource {
        qualification: table.text("qualification"),
        opening: table.table("opening", |table| OpeningWeek::read(table, slot_minutes)),
        closed: table.tables("closed", ClosedPeriod::read).unwrap_or_default(),
        channels: table.list("channels", |item| item.one_of(&Channel::NAMES)),
        mail: table.text("mail"),
        key: key?,
        label: label?,
    })
}
