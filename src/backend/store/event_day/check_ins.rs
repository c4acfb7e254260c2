//! People are let in at the door, by the code of their badge or from the list, and that is taken back. A page at the door keeps what
//! it could not send and sends it again: the same request leads to one row, one record and one answer, however often it comes.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::{
    attendance_rows::{AttendanceStep, StepRequest, enter, find_attendance, find_step, lock_registration, write_step},
    attendee_answers::OpenedAnswers,
    reasons::{PlaceNow, ReasonOf, write_reason},
};
use crate::{
    intake::{
        AttendeeField, BadgeCode, CheckInDecision, CheckInHours, CheckInMeans, PersonId, RegistrationId,
        RegistrationState,
    },
    store::{
        Keys, Store, WriteError,
        audit::AuditEntry,
        entities::{attendance, event, registration},
        event_rows::seats_of,
        registration_change::view,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// By what a registration is found at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedAt {
    /// The code of a badge.
    Badge(BadgeCode),
    /// A line of the list.
    Line(RegistrationId),
}

/// Somebody stands at the door of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// The event whose door it is.
    pub event: String,
    /// Who, as the desk knows them.
    pub who: CheckedAt,
    /// When they stood there, by the clock of the desk.
    pub at: Timestamp,
    /// The name that the page at the door gave to this.
    pub request: Uuid,
}

/// What the desk is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckInOutcome {
    /// They are in.
    In {
        /// As they are called; empty for who is erased.
        name: String,
        /// How many seats they have.
        seats: u32,
        /// Since when.
        at: Timestamp,
    },
    /// They are in since before, by another request: at this desk or at another one.
    AlreadyIn {
        /// Since when.
        since: Timestamp,
        /// The account that let them in.
        by: String,
    },
    /// They are registered for something else.
    OtherEvent {
        /// What that is called.
        title: String,
    },
    /// It is held, was never confirmed, or was only offered.
    NotRegistered,
    /// It was given back, or lapsed.
    Cancelled,
    /// They wait for a seat.
    Waiting {
        /// Their place in line, from 1.
        place: u32,
    },
    /// The door is not open yet.
    TooEarly {
        /// From when on it is.
        from: Timestamp,
    },
    /// There is no such registration, or the code is none of ours.
    Unknown,
}

/// Letting somebody in was a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoneCheckIn {
    /// Whose.
    pub registration: RegistrationId,
    /// Why, in the words of whoever says so.
    pub reason: String,
    /// The name that the page gave to this.
    pub request: Uuid,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoneOutcome {
    /// They are not in: since now, or since the first time that this was asked.
    Undone,
    /// They were not in.
    NotIn,
    /// There is no such registration.
    Unknown,
}

impl Store {
    /// Lets somebody in, in the name of an account.
    pub async fn check_in(&self, check_in: CheckIn, actor: &str) -> Result<CheckInOutcome, WriteError> {
        let (actor, keys) = (actor.to_owned(), self.keys.clone());
        self.write(CheckInChange { check_in, actor, keys, now: Timestamp::now() }).await
    }

    /// Whose badge a code is on; `None` if it is nobody's.
    pub async fn registration_of_badge(&self, code: BadgeCode) -> anyhow::Result<Option<RegistrationId>> {
        find_badge(code, &self.keys, &self.databases.readers).await
    }

    /// Takes back that somebody was let in. That they were, and why it does not hold, is kept.
    pub async fn undo_check_in(&self, undone: UndoneCheckIn, actor: &str) -> Result<UndoneOutcome, WriteError> {
        let (actor, keys) = (actor.to_owned(), self.keys.clone());
        self.write(CheckInUndo { undone, actor, keys, now: Timestamp::now() }).await
    }
}

struct CheckInChange {
    check_in: CheckIn,
    actor: String,
    keys: Keys,
    now: Timestamp,
}

impl StoreChange for CheckInChange {
    type Made = CheckInOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<CheckInOutcome> {
        let Some(id) = self.registration(db).await? else { return Ok(CheckInOutcome::Unknown) };
        let Some(row) = lock_registration(id, db).await? else { return Ok(CheckInOutcome::Unknown) };
        if let Some(step) = find_step(self.check_in.request, AttendanceStep::In, db).await? {
            let row = registration::Entity::find_by_id(step.registration_id).one(db).await?;
            let row = row.context("a registration is gone")?;
            return self.is_in(&row, Timestamp::from_millisecond(step.at)?, db).await;
        }
        let found = event::Entity::find_by_id(&row.event_id).one(db).await?;
        let event = found.context("a registration's event is missing")?;
        if event.id != self.check_in.event {
            return Ok(CheckInOutcome::OtherEvent { title: event.title });
        }
        if let Some(came) = find_attendance(row.id, db).await? {
            return Ok(CheckInOutcome::AlreadyIn { since: came.at, by: came.by });
        }
        let [start, end] = [event.starts_at, event.ends_at].map(Timestamp::from_millisecond);
        let hours = CheckInHours::of(start?, end?);
        let state = RegistrationState::parse(&row.state).context("a state of a registration is unknown")?;
        match hours.decide(state, self.check_in.at, self.now) {
            CheckInDecision::In(at) => self.let_in(&row, at, log, db).await,
            CheckInDecision::TooEarly => Ok(CheckInOutcome::TooEarly { from: hours.opens_at }),
            CheckInDecision::Waiting => {
                let ahead = view(&row, db).await?.ahead.unwrap_or_default();
                Ok(CheckInOutcome::Waiting { place: ahead.saturating_add(1) })
            }
            CheckInDecision::Cancelled => Ok(CheckInOutcome::Cancelled),
            CheckInDecision::NotRegistered => Ok(CheckInOutcome::NotRegistered),
        }
    }
}

impl CheckInChange {
    /// The registration in question.
    async fn registration(&self, db: &impl ConnectionTrait) -> anyhow::Result<Option<Uuid>> {
        let code = match self.check_in.who {
            CheckedAt::Line(registration) => return Ok(Some(registration.0)),
            CheckedAt::Badge(code) => code,
        };
        Ok(find_badge(code, &self.keys, db).await?.map(|found| found.0))
    }

    async fn let_in(
        &self,
        row: &registration::Model,
        at: Timestamp,
        log: &mut WorkLog,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<CheckInOutcome> {
        let means = match self.check_in.who {
            CheckedAt::Badge(_) => CheckInMeans::Code,
            CheckedAt::Line(_) => CheckInMeans::List,
        };
        let request = StepRequest { id: self.check_in.request, account: &self.actor, at };
        enter(row, means, request, db).await?;
        log.audit.push(AuditEntry {
            at: self.now,
            actor: self.actor.clone(),
            action: "attendance.checked_in",
            person: Some(PersonId(row.person_id)),
            subject: Some(row.id),
        });
        self.is_in(row, at, db).await
    }

    async fn is_in(
        &self,
        row: &registration::Model,
        at: Timestamp,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<CheckInOutcome> {
        let answers = OpenedAnswers::read(std::slice::from_ref(row), &self.keys, db).await?;
        let name = answers.text(row.submission_id, AttendeeField::Name);
        Ok(CheckInOutcome::In { name, seats: seats_of(row.seats)?, at })
    }
}

/// The registration of a badge. Its code is held against the few whose ids begin as it says.
async fn find_badge(code: BadgeCode, keys: &Keys, db: &impl ConnectionTrait) -> anyhow::Result<Option<RegistrationId>> {
    let (first, last) = code.ids();
    let rows = registration::Entity::find().filter(registration::Column::Id.between(first.0, last.0)).all(db).await?;
    let mut found = rows.iter().map(|row| RegistrationId(row.id));
    Ok(found.find(|registration| code.is_of(*registration, &keys.index)))
}

struct CheckInUndo {
    undone: UndoneCheckIn,
    actor: String,
    keys: Keys,
    now: Timestamp,
}

impl StoreChange for CheckInUndo {
    type Made = UndoneOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<UndoneOutcome> {
        let Some(row) = lock_registration(self.undone.registration.0, db).await? else {
            return Ok(UndoneOutcome::Unknown);
        };
        if find_step(self.undone.request, AttendanceStep::Undone, db).await?.is_some() {
            return Ok(UndoneOutcome::Undone);
        }
        let came = attendance::Entity::find_by_id(row.id).filter(attendance::Column::UndoneAt.is_null());
        let Some(came) = came.one(db).await? else { return Ok(UndoneOutcome::NotIn) };
        let mut came = came.into_active_model();
        came.undone_at = Set(Some(self.now.as_millisecond()));
        came.update(db).await?;
        let request = StepRequest { id: self.undone.request, account: &self.actor, at: self.now };
        write_step(&row, AttendanceStep::Undone, request, db).await?;
        let action = "attendance.undone";
        let (text, account, to) = (self.undone.reason.as_str(), self.actor.as_str(), Some(PlaceNow::of(&row)?));
        let reason = ReasonOf { action, text, account, at: self.now, to };
        write_reason(&row, reason, &self.keys, db).await?;
        let (person, subject) = (Some(PersonId(row.person_id)), Some(row.id));
        log.audit.push(AuditEntry { at: self.now, actor: self.actor.clone(), action, person, subject });
        Ok(UndoneOutcome::Undone)
    }
}
