//! What is printed for the day of an event: badges and the list at the door, as data.

use anyhow::Context;
use jiff::Timestamp;

use super::{
    attendee_answers::{OpenedAnswers, ROWS_AT_ONCE},
    attendees::read_registrations,
    known_kana::read_known_kana,
};
use crate::{
    intake::{Attendance, AttendeeField, BadgeCode, PersonId, RegistrationId, RegistrationState},
    store::{Store, audit::AuditEntry, entities::registration, event_rows::seats_of, persons::persons_of},
};

/// A line of the list at the door, and a badge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedBadge {
    /// Whose.
    pub registration: RegistrationId,
    /// As they are called.
    pub name: String,
    /// How that is read, as they said here or elsewhere.
    pub kana: String,
    /// Where they come from, where that is asked.
    pub organisation: String,
    /// How they take part.
    pub attendance: Attendance,
    /// How many they are.
    pub seats: u32,
    /// What its QR code says.
    pub code: BadgeCode,
}

impl Store {
    /// The code of a registration's badge.
    pub fn badge_code(&self, registration: RegistrationId) -> BadgeCode {
        BadgeCode::of(registration, &self.keys.index)
    }

    /// What is printed for those who have a seat at an event, in the order in which they came, for an account that is written down.
    pub async fn printed_badges(&self, event: &str, actor: &str) -> anyhow::Result<Vec<PrintedBadge>> {
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "badges.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let db = &self.databases.readers;
        let mut rows = read_registrations(event, db).await?;
        rows.retain(|row| row.state == RegistrationState::Confirmed.name());
        let mut badges = Vec::with_capacity(rows.len());
        for part in rows.chunks(ROWS_AT_ONCE) {
            let answers = OpenedAnswers::read(part, &self.keys, db).await?;
            let persons = persons_of(part.iter().map(|row| PersonId(row.person_id)), db).await?;
            let person_of = |row: &registration::Model| persons.get(&PersonId(row.person_id)).copied();
            let unread = part.iter().filter(|row| answers.text(row.submission_id, AttendeeField::Kana).is_empty());
            let known = read_known_kana(&unread.filter_map(person_of).collect(), &self.keys, db).await?;
            for row in part {
                let text = |field| answers.text(row.submission_id, field);
                let kana = Some(text(AttendeeField::Kana)).filter(|kana| !kana.is_empty());
                let registration = RegistrationId(row.id);
                badges.push(PrintedBadge {
                    registration,
                    name: text(AttendeeField::Name),
                    kana: kana.or_else(|| known.get(&person_of(row)?).cloned()).unwrap_or_default(),
                    organisation: text(AttendeeField::Organisation),
                    attendance: Attendance::parse(&row.attendance).context("an attendance is unknown")?,
                    seats: seats_of(row.seats)?,
                    code: self.badge_code(registration),
                });
            }
        }
        Ok(badges)
    }
}
