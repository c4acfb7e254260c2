//! What mails say of talks at the tables of a fair, to whoever has them and to the companies, and the calendar entries that go with it.
//!
//! Somebody's talks are lines in the entry of their seat, and a company's are lines in one entry for the whole fair: calendars change an
//! entry whose name they know, but of several in one file most take the first alone.

use std::fmt::Display;

use super::{
    CalendarEntry, CalendarMethod, JapanTime, MailAttachment, MailSender, OccasionValues, ProgrammeValues, TalkValues,
};
use crate::{
    intake::{MailKind, RegistrationState, fair::PlannedTime},
    store::{ClaimedMail, FairTalkView, MailFacts, RegistrationFacts, TablePlanFacts},
};

/// Who writes, for entries of calendars.
#[derive(Clone, Copy)]
pub(super) struct CalendarWriter<'a> {
    pub programme: &'a ProgrammeValues,
    pub sender: &'a MailSender,
    pub mail: &'a ClaimedMail,
}

impl CalendarWriter<'_> {
    /// The entry that goes with a seat, or takes it away; `None` for mails that do neither.
    pub fn seat(self, facts: &MailFacts, occasion: OccasionValues) -> anyhow::Result<Option<MailAttachment>> {
        let method = match self.mail.kind {
            MailKind::SeatConfirmed | MailKind::EventChanged | MailKind::FairTalks => CalendarMethod::Request,
            MailKind::SeatCancelled | MailKind::EventOff => CalendarMethod::Cancel,
            _ => return Ok(None),
        };
        let Some(registration) = &facts.registration else { return Ok(None) };
        // Who waits has no entry in their calendar, nor has anybody whom no mail has brought one.
        let has_entry = match self.mail.kind {
            MailKind::SeatCancelled => registration.has_calendar_entry,
            _ => registration.view.state == RegistrationState::Confirmed,
        };
        if !has_entry {
            return Ok(None);
        }
        let view = &registration.view;
        let talks = talk_lines(registration);
        let lines = [occasion.join_link.as_str(), talks.as_str()];
        let entry = CalendarEntry {
            uid: self.uid(registration.id),
            sequence: registration.sequence,
            description: lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
            start: view.starts_at,
            end: view.ends_at,
            ..self.entry(occasion, &facts.address)
        };
        Ok(Some(entry.attachment(method)?))
    }

    /// The entry of a company that is at the table from the first talk of the fair to its last one.
    pub fn table(self, address: &str, facts: &TablePlanFacts, fair: OccasionValues) -> anyhow::Result<MailAttachment> {
        let method = if facts.plan.is_on { CalendarMethod::Request } else { CalendarMethod::Cancel };
        let entry = CalendarEntry {
            uid: self.uid(facts.entry),
            sequence: facts.sequence,
            description: table_lines(facts),
            start: facts.starts_at,
            end: facts.ends_at,
            ..self.entry(OccasionValues { title: format!("{}のテーブル", fair.title), ..fair }, address)
        };
        Ok(entry.attachment(method)?)
    }

    fn uid(self, id: impl Display) -> String {
        format!("{id}@{}", self.sender.address.rsplit('@').next().unwrap_or_default())
    }

    /// What all entries of a mail have.
    fn entry(self, occasion: OccasionValues, address: &str) -> CalendarEntry {
        CalendarEntry {
            uid: String::new(),
            sequence: 0,
            made_at: self.mail.written_at,
            title: occasion.title,
            description: String::new(),
            place: occasion.place,
            url: occasion.url,
            start: self.mail.written_at,
            end: self.mail.written_at,
            organizer: self.programme.name.clone(),
            organizer_address: self.sender.address.clone(),
            attendee_address: address.to_owned(),
        }
    }
}

/// The talks of a registration that holds a seat, and the one that is offered to it.
pub(super) fn talk_values(registration: &RegistrationFacts, offer: Option<&FairTalkView>) -> TalkValues {
    if registration.view.state != RegistrationState::Confirmed {
        return TalkValues::default();
    }
    let without_time = registration.view.visit.without_time.join("、");
    let offered = offer.map(talk_line).unwrap_or_default();
    TalkValues { list: talk_lines(registration), offered, without_time, ..TalkValues::default() }
}

/// When somebody talks with whom: a line for each.
fn talk_lines(registration: &RegistrationFacts) -> String {
    registration.view.visit.talks.iter().map(talk_line).collect::<Vec<_>>().join("\n")
}

fn talk_line(talk: &FairTalkView) -> String {
    format!("{}　{}", JapanTime::between(talk.starts_at, talk.ends_at).as_str(), talk.label)
}

/// What a company reads of its table.
pub(super) fn table_values(facts: &TablePlanFacts) -> TalkValues {
    TalkValues { list: table_lines(facts), is_off: !facts.plan.is_on, ..TalkValues::default() }
}

/// When how many come to a table: a line for each time.
fn table_lines(facts: &TablePlanFacts) -> String {
    let line = |time: &PlannedTime| format!("{}　{}人", JapanTime::between(time.start, time.end).as_str(), time.talks);
    facts.plan.times.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A fair as its companies read of it.
pub(super) fn table_occasion(facts: &TablePlanFacts, site: &str) -> OccasionValues {
    OccasionValues {
        title: facts.title.clone(),
        time: JapanTime::between(facts.starts_at, facts.ends_at),
        place: facts.place.clone(),
        note: String::new(),
        url: format!("{site}{}", facts.url),
        join_link: String::new(),
    }
}
