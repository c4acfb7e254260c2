//! What is counted of an event: how many registered, came, gave back, by what they came to know of it. Nothing in it says who; those
//! who are gone are counted still.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::{
    attendance_rows::read_attendances,
    attendee_answers::{ROWS_AT_ONCE, read_coded},
    attendees::read_registrations,
    hand_changes::CANCELLED_BY_STAFF,
};
use crate::{
    intake::{Attendance, CheckInMeans, RegistrationState, channel_of},
    store::{
        ResponseRate, Store,
        entities::{
            counted_answer, counted_submission, merge_release, registration, registration_reason, submission,
            survey_invitation,
        },
        event_rows::seats_of,
        persons::texts_in,
    },
};

/// Registrations, and the seats that they are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeadCount {
    /// How many registrations.
    pub registrations: u64,
    /// How many people.
    pub seats: u64,
}

impl HeadCount {
    fn add(&mut self, seats: u32) {
        self.registrations += 1;
        self.seats += u64::from(seats);
    }
}

/// Who gave a registration back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CancelledBy {
    /// Its person.
    Visitor,
    /// Staff, by hand or since two persons are one.
    Staff,
    /// It is not known any more: its person is gone.
    Unknown,
}

/// How many gave an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswerCount {
    /// Of those who registered.
    pub registered: u64,
    /// Of those who came.
    pub attended: u64,
}

/// The figures of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFigures {
    /// Whoever registered, whatever became of it; not those who have to be looked at first.
    pub registered: HeadCount,
    /// Those who have a seat.
    pub confirmed: HeadCount,
    /// Those who wait: at the end, those who got none.
    pub waiting: HeadCount,
    /// Those who gave it back, by who did it.
    pub cancelled: BTreeMap<CancelledBy, HeadCount>,
    /// Those whose time was over.
    pub lapsed: HeadCount,
    /// Those who came, by how they took part.
    pub attended: BTreeMap<Attendance, HeadCount>,
    /// Those of them who came without a registration.
    pub walk_ins: HeadCount,
    /// Those who have a seat and are not in: after the event, those who did not come.
    pub no_shows: HeadCount,
    /// Those who registered, by what brought them; `None` where nobody knows.
    pub channels: BTreeMap<Option<String>, HeadCount>,
    /// The coded answers, by field and value; `*` stands for answers of people who are gone which too few gave.
    pub answers: BTreeMap<(String, String), AnswerCount>,
    /// How many answered which survey about it.
    pub surveys: BTreeMap<String, ResponseRate>,
}

impl Store {
    /// The figures of an event, as it stands now.
    pub async fn event_figures(&self, event: &str) -> anyhow::Result<EventFigures> {
        let db = &self.databases.readers;
        let mut figures = EventFigures::default();
        let came = read_attendances(event, db).await?;
        let by_staff = given_back_by_staff(event, db).await?;
        let rows = read_registrations(event, db).await?;
        for part in rows.chunks(ROWS_AT_ONCE) {
            let coded = read_coded(part.iter().map(|row| row.submission_id), db).await?;
            let channels = read_channels(part, db).await?;
            for row in part {
                let means = came.get(&row.id).map(|came| came.means);
                let registration = CountedRegistration {
                    state: RegistrationState::parse(&row.state).context("a state of a registration is unknown")?,
                    seats: seats_of(row.seats)?,
                    attended: means.and_then(|_| Attendance::parse(&row.attendance)),
                    cancelled_by: if by_staff.contains(&row.id) { CancelledBy::Staff } else { CancelledBy::Visitor },
                    channel: channels.get(&row.submission_id).cloned(),
                };
                if !figures.count(&registration) {
                    continue;
                }
                if means == Some(CheckInMeans::WalkIn) {
                    figures.walk_ins.add(registration.seats);
                }
                for (field, values) in coded.get(&row.submission_id).into_iter().flatten() {
                    figures.count_answers(field, values, means.is_some());
                }
            }
        }
        figures.count_gone(event, db).await?;
        for form in surveys_about(event, db).await? {
            let rate = self.response_rate(&form, event).await?;
            figures.surveys.insert(form, rate);
        }
        Ok(figures)
    }
}

/// A registration as far as it is counted.
struct CountedRegistration {
    state: RegistrationState,
    seats: u32,
    attended: Option<Attendance>,
    cancelled_by: CancelledBy,
    channel: Option<String>,
}

impl EventFigures {
    /// Counts a registration; `false` for one that does not count.
    fn count(&mut self, registration: &CountedRegistration) -> bool {
        let seats = registration.seats;
        match registration.state {
            RegistrationState::Held => return false,
            RegistrationState::Confirmed => self.confirmed.add(seats),
            RegistrationState::Waiting => self.waiting.add(seats),
            RegistrationState::Lapsed => self.lapsed.add(seats),
            RegistrationState::Cancelled => self.cancelled.entry(registration.cancelled_by).or_default().add(seats),
            RegistrationState::Unconfirmed | RegistrationState::Offered => {}
        }
        self.registered.add(seats);
        self.channels.entry(registration.channel.clone()).or_default().add(seats);
        match registration.attended {
            Some(attendance) => self.attended.entry(attendance).or_default().add(seats),
            None if registration.state == RegistrationState::Confirmed => self.no_shows.add(seats),
            None => {}
        }
        true
    }

    fn count_answers(&mut self, field: &str, values: &[String], is_in: bool) {
        for value in values {
            let count = self.answers.entry((field.to_owned(), value.clone())).or_default();
            count.registered += 1;
            count.attended += u64::from(is_in);
        }
    }

    /// Counts those whose persons are gone.
    async fn count_gone(&mut self, event: &str, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let gone = counted_submission::Entity::find()
            .filter(counted_submission::Column::EventId.eq(event))
            .filter(counted_submission::Column::State.is_not_null())
            .all(db)
            .await?;
        let mut came = BTreeMap::new();
        for row in &gone {
            let state = row.state.as_deref().and_then(RegistrationState::parse);
            let attended = row.attended.as_deref().and_then(Attendance::parse);
            let registration = CountedRegistration {
                state: state.context("a state of a registration is unknown")?,
                seats: row.seats.map(seats_of).transpose()?.unwrap_or(1),
                attended,
                cancelled_by: CancelledBy::Unknown,
                channel: None,
            };
            if self.count(&registration) {
                came.insert(row.id, attended.is_some());
            }
        }
        let ids: Vec<Uuid> = came.keys().copied().collect();
        for part in ids.chunks(ROWS_AT_ONCE) {
            let answers = counted_answer::Column::CountedId.is_in(part.iter().copied());
            for answer in counted_answer::Entity::find().filter(answers).all(db).await? {
                let is_in = came.get(&answer.counted_id).copied().unwrap_or_default();
                self.count_answers(&answer.field, &[answer.value], is_in);
            }
        }
        Ok(())
    }
}

/// What brought those who sent something, by submission.
async fn read_channels(
    part: &[registration::Model],
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<Uuid, String>> {
    let origins: Vec<(Uuid, String)> = submission::Entity::find()
        .select_only()
        .columns([submission::Column::Id, submission::Column::Origin])
        .filter(submission::Column::Id.is_in(part.iter().map(|row| row.submission_id)))
        .into_tuple()
        .all(db)
        .await?;
    let mut channels = BTreeMap::new();
    for (id, origin) in origins {
        let origin: Value = serde_json::from_str(&origin)?;
        channels.extend(channel_of(&texts_in(&origin, "attribution")).map(|channel| (id, channel.to_owned())));
    }
    Ok(channels)
}

/// The registrations for an event that staff gave back.
async fn given_back_by_staff(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<Uuid>> {
    let cancelled: Vec<Uuid> = registration::Entity::find()
        .select_only()
        .column(registration::Column::Id)
        .filter(registration::Column::EventId.eq(event))
        .filter(registration::Column::State.eq(RegistrationState::Cancelled.name()))
        .into_tuple()
        .all(db)
        .await?;
    let mut by_staff = BTreeSet::new();
    for part in cancelled.chunks(ROWS_AT_ONCE) {
        let reasons: Vec<Uuid> = registration_reason::Entity::find()
            .select_only()
            .column(registration_reason::Column::RegistrationId)
            .filter(registration_reason::Column::RegistrationId.is_in(part.iter().copied()))
            .filter(registration_reason::Column::Action.eq(CANCELLED_BY_STAFF))
            .into_tuple()
            .all(db)
            .await?;
        let merged: Vec<Uuid> = merge_release::Entity::find()
            .select_only()
            .column(merge_release::Column::RegistrationId)
            .filter(merge_release::Column::RegistrationId.is_in(part.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        by_staff.extend(reasons.into_iter().chain(merged));
    }
    Ok(by_staff)
}

/// The forms of surveys that people were asked to fill in about an event.
async fn surveys_about(event: &str, db: &impl ConnectionTrait) -> anyhow::Result<Vec<String>> {
    let forms = survey_invitation::Entity::find()
        .select_only()
        .column(survey_invitation::Column::Form)
        .distinct()
        .filter(survey_invitation::Column::Occasion.eq(event));
    Ok(forms.into_tuple().all(db).await?)
}
