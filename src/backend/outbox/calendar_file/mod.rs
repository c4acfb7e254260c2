//! Calendar files of seats and bookings (RFC 5545, 5546): one person's entry, which later files change or take away.
//!
//! All files of one seat have one UID, and each change a higher SEQUENCE, so that calendars change the entry they have
//! instead of adding another. They name the addressee and nobody else.

#[cfg(test)]
mod tests;

use icalendar::{Calendar, Component, Event, EventStatus, Property};
use jiff::{Timestamp, tz::TimeZone};
use tsubame_model::encode::{calendar_mailto, calendar_parameter, calendar_text, calendar_uri, fold_calendar};

use crate::intake::calendar::clock_in_japan;

use super::message::{MailAttachment, MessageFault, mail_address};

/// Who made the file, as the format wants to know.
const PRODUCT: &str = "-//Tsubame//Outbox//EN";

/// Japan on its clocks. The year of the start is that of the first day of the zone's present rule: no summer time since.
const JAPAN: &str = "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19510908T000000\r\n\
    TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nTZNAME:JST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// What a file does to the addressee's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarMethod {
    /// It adds the entry, or changes it.
    Request,
    /// It takes it away.
    Cancel,
}

/// One person's seat or booking as a calendar shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEntry {
    /// The entry's name for ever: the id of the seat or booking, at the host of the programme.
    pub uid: String,
    /// How often it has changed: 0, 1, 2, …; a cancel counts as a change.
    pub sequence: u32,
    /// When this version was made.
    pub made_at: Timestamp,
    /// What it is.
    pub title: String,
    /// What there is to say about it.
    pub description: String,
    /// Where it is.
    pub place: String,
    /// The page about it.
    pub url: String,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// The programme's name.
    pub organizer: String,
    /// The programme's address.
    pub organizer_address: String,
    /// The address of the one person that the file is for.
    pub attendee_address: String,
}

impl CalendarMethod {
    /// Its name in files and in the types of attachments.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

impl CalendarEntry {
    /// The file: lines of 75 octets at most that end in CRLF.
    ///
    /// # Errors
    ///
    /// One of the addresses is none.
    pub fn render(&self, method: CalendarMethod) -> Result<String, MessageFault> {
        let mut calendar = Calendar::empty();
        let head = [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", method.name())];
        for (name, value) in head {
            calendar.append_property(Property::new(name, value));
        }
        calendar.push(self.event(method)?);
        let printed = calendar.to_string();
        // The crate has no time zones. The head holds none of our values, so the first event begins where it says so.
        Ok(fold_calendar(&printed.replacen("BEGIN:VEVENT", &format!("{JAPAN}BEGIN:VEVENT"), 1)))
    }

    /// The file as an attachment.
    ///
    /// # Errors
    ///
    /// One of the addresses is none.
    pub fn attachment(&self, method: CalendarMethod) -> Result<MailAttachment, MessageFault> {
        Ok(MailAttachment {
            name: "event.ics".to_owned(),
            content_type: format!("text/calendar; charset=utf-8; method={}", method.name()),
            bytes: self.render(method)?.into_bytes(),
        })
    }

    fn event(&self, method: CalendarMethod) -> Result<Event, MessageFault> {
        let mut event = Event::with_uid(&calendar_parameter(&self.uid));
        event.append_property(Property::new("SEQUENCE", self.sequence.to_string()));
        event.append_property(Property::new("DTSTAMP", utc(self.made_at)));
        event.append_property(in_tokyo("DTSTART", self.start));
        event.append_property(in_tokyo("DTEND", self.end));
        event.summary(&calendar_text(&self.title));
        for (name, text) in [("DESCRIPTION", &self.description), ("LOCATION", &self.place)] {
            if !text.trim().is_empty() {
                event.append_property(Property::new(name, calendar_text(text)));
            }
        }
        if !self.url.is_empty() {
            event.append_property(Property::new("URL", calendar_uri(&self.url)));
        }
        let mut organizer = Property::new("ORGANIZER", calendar_mailto(&mail_address(&self.organizer_address)?));
        organizer.add_parameter("CN", &calendar_parameter(&self.organizer));
        event.append_property(organizer);
        let mut attendee = Property::new("ATTENDEE", calendar_mailto(&mail_address(&self.attendee_address)?));
        // The seat is taken or given back on the site alone: a calendar need not ask, nor send an answer.
        for (name, value) in [("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "ACCEPTED"), ("RSVP", "FALSE")] {
            attendee.add_parameter(name, value);
        }
        event.append_property(attendee);
        event.status(match method {
            CalendarMethod::Request => EventStatus::Confirmed,
            CalendarMethod::Cancel => EventStatus::Cancelled,
        });
        Ok(event)
    }
}

/// A point in time on the clocks of Japan, which the file describes.
fn in_tokyo(name: &str, at: Timestamp) -> Property {
    let mut property = Property::new(name, clock_in_japan(at).strftime("%Y%m%dT%H%M%S").to_string());
    property.add_parameter("TZID", "Asia/Tokyo");
    property
}

fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}
