//! People who come to the door without a registration: they are registered there, have their seats, and are in, in one transaction.
//!
//! Nobody writes to them: the address that somebody types at a desk is nobody's, until its owner has said that it is theirs.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use tsubame_model::schema::{Form, FormAnswer, GivenConsent, InputType, Submission};
use uuid::Uuid;

use super::{
    attendance_rows::{AttendanceStep, StepRequest, enter, find_step},
    reasons::{PlaceNow, ReasonOf, write_reason},
};
use crate::{
    intake::{
        Attendance, CheckInHours, CheckInMeans, EventRoll, PersonId, RegistrationId, RegistrationState, SubmissionId,
    },
    store::{
        Keys, SealedSubmission, Store,
        audit::AuditEntry,
        batch::write_submission,
        entities::{attendance, event, person_address, registration},
        event_rows::{lock_events, seats_of},
        row_id::new_row_id,
        sealed_submission::AppliedEvent,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// Somebody without a registration.
#[derive(Clone, Debug)]
pub struct WalkIn {
    /// The form of the event.
    pub form: Form,
    /// What they agree to, all of it.
    pub consent_text: String,
    /// As they are called.
    pub name: String,
    /// How that is read, where the form asks for it.
    pub kana: Option<String>,
    /// Their address, if they give one.
    pub email: Option<String>,
    /// Whatever else the form asks, checked.
    pub answers: BTreeMap<String, FormAnswer>,
    /// Where they are.
    pub attendance: Attendance,
    /// Why they are let in although there are no seats; without a reason they are not.
    pub over_capacity: Option<String>,
    /// The name that the page at the door gave to this.
    pub request: Uuid,
}

/// What the desk is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalkInOutcome {
    /// They are in.
    In {
        /// Their registration.
        registration: RegistrationId,
        /// How many seats they have.
        seats: u32,
        /// Since when.
        at: Timestamp,
    },
    /// There are too few seats.
    Full {
        /// How many are free.
        free: u32,
    },
    /// Their address is registered: they are let in by that.
    AlreadyRegistered(RegistrationId),
    /// The door is not open yet.
    TooEarly {
        /// From when on it is.
        from: Timestamp,
    },
    /// There is no such event, or nobody takes part in it in this way.
    Unknown,
}

impl Store {
    /// Registers somebody at the door of an event and lets them in, in the name of an account.
    pub async fn register_walk_in(&self, event: &str, walk_in: WalkIn, actor: &str) -> anyhow::Result<WalkInOutcome> {
        let sealed = walk_in.seal(event, &self.keys)?;
        let (actor, keys) = (actor.to_owned(), self.keys.clone());
        let WalkIn { over_capacity, request, .. } = walk_in;
        Ok(self.write(WalkInChange { sealed, over_capacity, request, actor, keys, now: Timestamp::now() }).await?)
    }
}

impl WalkIn {
    /// What they would have sent through the form.
    fn seal(&self, event: &str, keys: &Keys) -> anyhow::Result<SealedSubmission> {
        // Nobody is asked by a mail whether they come: they are there.
        let form = Form { double_opt_in: false, ..self.form.clone() };
        let mut answers = self.answers.clone();
        let field = |input| form.fields().find(|field| field.input == input).map(|field| field.name.clone());
        answers.insert("name".to_owned(), FormAnswer::Text(self.name.clone()));
        if let Some((field, kana)) = field(InputType::Kana).zip(self.kana.clone()) {
            answers.insert(field, FormAnswer::Kana(kana));
        }
        if let Some((field, email)) = field(InputType::Email).zip(self.email.clone()) {
            answers.insert(field, FormAnswer::Email(email));
        }
        let place = self.attendance.name().to_owned();
        if form.fields().any(|field| field.name == "attendance") {
            answers.insert("attendance".to_owned(), FormAnswer::Choice(place.clone()));
        }
        let submission = Submission {
            form: form.form.clone(),
            form_version: Some(form.version.clone()),
            answers,
            references: [("event".to_owned(), event.to_owned()), ("event_mode".to_owned(), place)].into(),
            consent: GivenConsent { version: form.consent.version.clone(), is_current: true },
            attribution: BTreeMap::new(),
            request_id: None,
            is_suspicious: false,
            unknown_names: 0,
        };
        SealedSubmission::seal(&form, &submission, self.consent_text.clone(), false, keys)
    }
}

struct WalkInChange {
    sealed: SealedSubmission,
    over_capacity: Option<String>,
    request: Uuid,
    actor: String,
    keys: Keys,
    now: Timestamp,
}

impl StoreChange for WalkInChange {
    type Made = WalkInOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<WalkInOutcome> {
        let wanted = self.sealed.event.as_ref().context("somebody at the door comes to no event")?;
        let lookup = wanted.applicant.lookup;
        let mut rolls = lock_events(&[wanted.id.clone()].into(), &lookup.into_iter().collect(), db).await?;
        if let Some(step) = find_step(self.request, AttendanceStep::In, db).await? {
            let row = registration::Entity::find_by_id(step.registration_id).one(db).await?;
            let row = row.context("a registration is gone")?;
            return is_in(&row, Timestamp::from_millisecond(step.at)?);
        }
        let found = event::Entity::find_by_id(&wanted.id).one(db).await?;
        let Some((event, roll)) = found.zip(rolls.get_mut(&wanted.id)) else { return Ok(WalkInOutcome::Unknown) };
        let [start, end] = [event.starts_at, event.ends_at].map(Timestamp::from_millisecond);
        let hours = CheckInHours::of(start?, end?);
        if self.now < hours.opens_at {
            return Ok(WalkInOutcome::TooEarly { from: hours.opens_at });
        }
        if let Some(known) = registered(wanted, roll, db).await? {
            return Ok(WalkInOutcome::AlreadyRegistered(known));
        }
        let Some(place) = roll.places.get_mut(&wanted.applicant.attendance) else {
            return Ok(WalkInOutcome::Unknown);
        };
        let Some(seat) = place.seat_by_hand(wanted.applicant.seats, self.over_capacity.is_some()) else {
            return Ok(WalkInOutcome::Full { free: place.free().unwrap_or_default() });
        };
        let row = self.row(wanted, seat)?;
        self.write(&row, db).await?;
        log.events.insert(wanted.id.clone());
        log.audit.push(AuditEntry {
            at: self.now,
            actor: self.actor.clone(),
            action: "registration.walked_in",
            person: Some(PersonId(row.person_id)),
            subject: Some(row.id),
        });
        is_in(&row, self.now)
    }
}

impl WalkInChange {
    /// It is found by no address: anybody can say any to a desk.
    fn row(&self, event: &AppliedEvent, seat: u32) -> anyhow::Result<registration::Model> {
        Ok(registration::Model {
            id: new_row_id(),
            event_id: event.id.clone(),
            attendance: event.applicant.attendance.name().to_owned(),
            person_id: self.sealed.person.0,
            submission_id: self.sealed.id.0,
            active_lookup: None,
            state: RegistrationState::Confirmed.name().to_owned(),
            seat: Some(i32::try_from(seat)?),
            in_line: None,
            expires_at: None,
            created_at: self.now.as_millisecond(),
            sequence: 0,
            seats: i32::try_from(event.applicant.seats)?,
        })
    }

    async fn write(&self, row: &registration::Model, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        write_submission(&self.sealed, db).await?;
        registration::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        let request = StepRequest { id: self.request, account: &self.actor, at: self.now };
        enter(row, CheckInMeans::WalkIn, request, db).await?;
        if let Some(text) = &self.over_capacity {
            let action = "registration.walked_in";
            let to = Some(PlaceNow::of(row)?);
            let reason = ReasonOf { action, text, account: &self.actor, at: self.now, to };
            write_reason(row, reason, &self.keys, db).await?;
        }
        Ok(())
    }
}

fn is_in(row: &registration::Model, at: Timestamp) -> anyhow::Result<WalkInOutcome> {
    Ok(WalkInOutcome::In { registration: RegistrationId(row.id), seats: seats_of(row.seats)?, at })
}

/// The registration of the address, if it has one.
async fn registered(
    wanted: &AppliedEvent,
    roll: &EventRoll,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<RegistrationId>> {
    let Some(lookup) = wanted.applicant.lookup.filter(|lookup| roll.active.contains(lookup)) else { return Ok(None) };
    let known = registration::Entity::find()
        .filter(registration::Column::EventId.eq(&wanted.id))
        .filter(registration::Column::ActiveLookup.eq(lookup.to_vec()));
    Ok(known.one(db).await?.map(|row| RegistrationId(row.id)))
}

/// Whether a submission is that of somebody who came to a door, and whose address nobody has confirmed.
pub(in crate::store) async fn is_unverified_walk_in(
    submission: SubmissionId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    Ok(!unverified_walk_ins([submission.0], db).await?.is_empty())
}

/// Those of many submissions.
pub(in crate::store) async fn unverified_walk_ins(
    submissions: impl IntoIterator<Item = Uuid>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeSet<Uuid>> {
    let walked_in = attendance::Entity::find()
        .filter(attendance::Column::SubmissionId.is_in(submissions))
        .filter(attendance::Column::Means.eq(CheckInMeans::WalkIn.name()))
        .all(db)
        .await?;
    if walked_in.is_empty() {
        return Ok(BTreeSet::new());
    }
    let verified = person_address::Entity::find()
        .filter(person_address::Column::PersonId.is_in(walked_in.iter().map(|row| row.person_id)))
        .filter(person_address::Column::VerifiedAt.is_not_null());
    let verified: BTreeSet<Uuid> = verified.all(db).await?.into_iter().map(|row| row.person_id).collect();
    let unverified = walked_in.iter().filter(|row| !verified.contains(&row.person_id));
    Ok(unverified.map(|row| row.submission_id).collect())
}
