//! Everybody who is registered for an event, as staff need them on its day: with their names, and whether they are in.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    attendance_rows::{CheckedIn, read_attendances},
    attendee_answers::{FieldTexts, OpenedAnswers, ROWS_AT_ONCE},
    event_list::{EventDay, PlaceCount, read_event_days},
    known_kana::read_known_kana,
};
use crate::{
    intake::{Attendance, AttendeeField, PersonId, RegistrationId, RegistrationState, SubmissionId},
    store::{
        Keys, Store,
        audit::AuditEntry,
        entities::{person_address, registration},
        event_rows::seats_of,
        persons::persons_of,
    },
};

/// Somebody who is registered for an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// The registration.
    pub registration: RegistrationId,
    /// What it came of.
    pub submission: SubmissionId,
    /// Whose it is.
    pub person: PersonId,
    /// As they are called; empty for who is erased.
    pub name: String,
    /// How that is read, as they said here or elsewhere.
    pub kana: String,
    /// Where they come from, where that is asked.
    pub organisation: String,
    /// What has to be seen to for them.
    pub accommodation: String,
    /// What they chose of the form's own answers.
    pub coded: FieldTexts,
    /// How they take part.
    pub attendance: Attendance,
    /// What became of it.
    pub state: RegistrationState,
    /// How many seats they hold or wait for.
    pub seats: u32,
    /// The number by which they hold them.
    pub seat: Option<u32>,
    /// Their place in line, from 1, where they wait.
    pub place_in_line: Option<u32>,
    /// When they registered.
    pub registered_at: Timestamp,
    /// When an offer, or a seat that is not confirmed, ends.
    pub expires_at: Option<Timestamp>,
    /// Whether their address takes no mail: nothing that was written to them since has come.
    pub has_bounced: bool,
    /// That they came.
    pub checked_in: Option<CheckedIn>,
}

/// Everybody who is registered for an event, each list in the order in which they came, the line in its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendees {
    /// The event, with how many there are at each of its places.
    pub day: EventDay,
    /// Those with a seat.
    pub confirmed: Vec<Attendee>,
    /// Those who wait.
    pub waiting: Vec<Attendee>,
    /// Those who are offered a seat.
    pub offered: Vec<Attendee>,
    /// Those who hold a seat until they confirm it, or have to be looked at first.
    pub unsettled: Vec<Attendee>,
    /// Those who gave it back, or whose time was over.
    pub cancelled: Vec<Attendee>,
}

impl Store {
    /// Everybody who is registered for an event, for an account that is written down; `None` if it is not known.
    pub async fn attendees(&self, event: &str, actor: &str) -> anyhow::Result<Option<Attendees>> {
        let db = &self.databases.readers;
        let Some(day) = read_event_days(Some(event), db).await?.pop() else { return Ok(None) };
        let (at, actor, action) = (Timestamp::now(), actor.to_owned(), "registrations.listed");
        self.write(AuditEntry { at, actor, action, person: None, subject: None }).await?;
        let rows = read_registrations(event, db).await?;
        let reading = Reading { places: places_in_line(&rows, &day.places), came: read_attendances(event, db).await? };
        let mut list = Attendees {
            day,
            confirmed: Vec::new(),
            waiting: Vec::new(),
            offered: Vec::new(),
            unsettled: Vec::new(),
            cancelled: Vec::new(),
        };
        for part in rows.chunks(ROWS_AT_ONCE) {
            let mut attendees = reading.read(part, &self.keys, db).await?;
            let unread = attendees.iter().filter(|attendee| attendee.kana.is_empty()).map(|attendee| attendee.person);
            let known = read_known_kana(&unread.collect(), &self.keys, db).await?;
            for attendee in attendees.iter_mut().filter(|attendee| attendee.kana.is_empty()) {
                attendee.kana = known.get(&attendee.person).cloned().unwrap_or_default();
            }
            for attendee in attendees {
                list.of_state(attendee.state).push(attendee);
            }
        }
        list.waiting.sort_by_key(|attendee| (attendee.attendance, attendee.place_in_line));
        Ok(Some(list))
    }
}

impl Attendees {
    fn of_state(&mut self, state: RegistrationState) -> &mut Vec<Attendee> {
        match state {
            RegistrationState::Confirmed => &mut self.confirmed,
            RegistrationState::Waiting => &mut self.waiting,
            RegistrationState::Offered => &mut self.offered,
            RegistrationState::Unconfirmed | RegistrationState::Held => &mut self.unsettled,
            RegistrationState::Cancelled | RegistrationState::Lapsed => &mut self.cancelled,
        }
    }
}

/// All registrations for an event, in the order in which they came.
pub(in crate::store) async fn read_registrations(
    event: &str,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<registration::Model>> {
    let rows = registration::Entity::find()
        .filter(registration::Column::EventId.eq(event))
        .order_by_asc(registration::Column::CreatedAt)
        .order_by_asc(registration::Column::Id);
    Ok(rows.all(db).await?)
}

/// The places of those who wait. A group that is larger than there are seats is before nobody, but has its place.
fn places_in_line(rows: &[registration::Model], places: &BTreeMap<Attendance, PlaceCount>) -> BTreeMap<Uuid, u32> {
    let is_waiting = |row: &&registration::Model| row.state == RegistrationState::Waiting.name();
    let mut line: Vec<&registration::Model> = rows.iter().filter(is_waiting).collect();
    line.sort_by_key(|row| (&row.attendance, row.in_line));
    let mut before: BTreeMap<&str, u32> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for row in line {
        let capacity = Attendance::parse(&row.attendance).and_then(|place| places.get(&place)?.capacity);
        let can_sit = capacity.is_none_or(|capacity| i64::from(row.seats) <= i64::from(capacity.max(1)));
        let ahead = before.entry(&row.attendance).or_default();
        found.insert(row.id, *ahead + 1);
        *ahead += u32::from(can_sit);
    }
    found
}

/// What is known of all of them before they are read part by part.
struct Reading {
    places: BTreeMap<Uuid, u32>,
    came: BTreeMap<Uuid, CheckedIn>,
}

impl Reading {
    async fn read(
        &self,
        part: &[registration::Model],
        keys: &Keys,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Vec<Attendee>> {
        let answers = OpenedAnswers::read(part, keys, db).await?;
        let persons = persons_of(part.iter().map(|row| PersonId(row.person_id)), db).await?;
        let bounced = bounced(part, db).await?;
        part.iter().map(|row| self.attendee(row, (&answers, &persons, &bounced))).collect()
    }

    fn attendee(
        &self,
        row: &registration::Model,
        (answers, persons, bounced): (&OpenedAnswers, &BTreeMap<PersonId, PersonId>, &BTreeSet<Uuid>),
    ) -> anyhow::Result<Attendee> {
        let record = PersonId(row.person_id);
        let text = |field| answers.text(row.submission_id, field);
        Ok(Attendee {
            registration: RegistrationId(row.id),
            submission: SubmissionId(row.submission_id),
            person: persons.get(&record).copied().unwrap_or(record),
            name: text(AttendeeField::Name),
            kana: text(AttendeeField::Kana),
            organisation: text(AttendeeField::Organisation),
            accommodation: text(AttendeeField::Accommodation),
            coded: answers.coded(row.submission_id),
            attendance: Attendance::parse(&row.attendance).context("an attendance is unknown")?,
            state: RegistrationState::parse(&row.state).context("a state of a registration is unknown")?,
            seats: seats_of(row.seats)?,
            seat: row.seat.map(u32::try_from).transpose()?,
            place_in_line: self.places.get(&row.id).copied(),
            registered_at: Timestamp::from_millisecond(row.created_at)?,
            expires_at: row.expires_at.map(Timestamp::from_millisecond).transpose()?,
            has_bounced: bounced.contains(&row.person_id),
            checked_in: self.came.get(&row.id).cloned(),
        })
    }
}

/// The records whose address takes no mail.
async fn bounced(part: &[registration::Model], db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<Uuid>> {
    let records: Vec<Uuid> = person_address::Entity::find()
        .select_only()
        .column(person_address::Column::PersonId)
        .filter(person_address::Column::PersonId.is_in(part.iter().map(|row| row.person_id)))
        .filter(person_address::Column::BouncedAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    Ok(records.into_iter().collect())
}
