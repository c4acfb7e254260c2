//! Submissions that wait for somebody to look at them: the list, and their release. Who is released has sent when they sent: the
//! time and the number in line are those of that moment.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{
    SealedSubmission,
    audit::AuditEntry,
    entities::{held_submission, person_address, registration, submission},
    event_rows::{lock_events, seats_of},
    fair::settle_fair,
    mails::{MailOf, add_mails},
    registration_change::{is_first_in_line, of_submission},
    store_change::StoreChange,
    unconfirmed::ask_released,
    work_log::WorkLog,
};
use crate::intake::{
    Attendance, EventRoll, MailKind, PersonId, RegistrationState, SubmissionId, Suspicion, unconfirmed_until,
};

/// A submission that waits, for the list of staff. Who sent it and what is read from the submission itself, by whoever may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldSubmission {
    /// What it is called.
    pub submission: SubmissionId,
    /// The form.
    pub form: String,
    /// When it was sent.
    pub received_at: Timestamp,
    /// Why it waits.
    pub suspicions: Vec<Suspicion>,
}

/// What came of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseOutcome {
    /// It counts from now on, as if it had never been held.
    Released,
    /// Somebody was faster; nothing has changed.
    ReleasedBefore,
    /// No such submission was ever held.
    NotHeld,
}

/// A submission to be released.
#[derive(Clone, Debug)]
pub(super) struct HeldRelease {
    pub submission: SubmissionId,
    /// The account that releases it.
    pub actor: String,
    pub now: Timestamp,
}

/// The row of a submission that is held.
pub(super) fn held_row(sealed: &SealedSubmission) -> Option<held_submission::Model> {
    let names: Vec<&str> = sealed.suspicions.iter().map(|suspicion| suspicion.name()).collect();
    sealed.is_held.then(|| held_submission::Model {
        submission_id: sealed.id.0,
        reasons: names.join(","),
        must_confirm: sealed.event.as_ref().is_some_and(|event| event.applicant.must_confirm),
        held_at: sealed.received_at.as_millisecond(),
        released_at: None,
        released_by: None,
    })
}

/// Those that wait, the oldest first.
pub(super) async fn find_held(most: u64, db: &impl ConnectionTrait) -> anyhow::Result<Vec<HeldSubmission>> {
    let rows = held_submission::Entity::find()
        .filter(held_submission::Column::ReleasedAt.is_null())
        .order_by_asc(held_submission::Column::HeldAt)
        .limit(most)
        .all(db)
        .await?;
    let ids = rows.iter().map(|row| row.submission_id);
    let submissions = submission::Entity::find().filter(submission::Column::Id.is_in(ids)).all(db).await?;
    let held = |row: &held_submission::Model| {
        let found = submissions.iter().find(|submission| submission.id == row.submission_id)?;
        Some(Timestamp::from_millisecond(row.held_at).map(|received_at| HeldSubmission {
            submission: SubmissionId(row.submission_id),
            form: found.form.clone(),
            received_at,
            suspicions: row.reasons.split(',').filter_map(Suspicion::parse).collect(),
        }))
    };
    rows.iter().filter_map(held).collect::<Result<_, _>>().map_err(Into::into)
}

/// How many wait.
pub(super) async fn count_held(db: &impl ConnectionTrait) -> anyhow::Result<u64> {
    Ok(held_submission::Entity::find().filter(held_submission::Column::ReleasedAt.is_null()).count(db).await?)
}

impl StoreChange for HeldRelease {
    type Made = ReleaseOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<ReleaseOutcome> {
        // The event first, as everywhere.
        let event = of_submission(self.submission).one(db).await?.map(|row| row.event_id);
        let mut rolls = lock_events(&event.iter().cloned().collect(), &BTreeSet::new(), db).await?;
        let held = held_submission::Entity::find_by_id(self.submission.0).lock_exclusive().one(db).await?;
        let Some(held) = held else { return Ok(ReleaseOutcome::NotHeld) };
        if held.released_at.is_some() {
            return Ok(ReleaseOutcome::ReleasedBefore);
        }
        let must_confirm = held.must_confirm;
        let mut held = held.into_active_model();
        held.released_at = Set(Some(self.now.as_millisecond()));
        held.released_by = Set(Some(self.actor.clone()));
        held.update(db).await?;
        let row = submission::Entity::find_by_id(self.submission.0).one(db).await?.context("a submission is gone")?;
        let person = PersonId(row.person_id);
        let mut row = row.into_active_model();
        row.is_held = Set(false);
        row.update(db).await?;
        let address =
            person_address::Entity::find().filter(person_address::Column::PersonId.eq(person.0)).one(db).await?;
        let lookup = address.map(|address| address.lookup);
        let mail = match of_submission(self.submission).one(db).await? {
            Some(registration) => {
                let roll = rolls.get_mut(&registration.event_id).context("a registration's event is missing")?;
                self.register(registration, (lookup.clone(), must_confirm), roll, db).await?
            }
            None if ask_released(self.submission, self.now, db).await? => Some(MailKind::AddressConfirmation),
            None => Some(MailKind::FormReceived),
        };
        if let (Some(kind), Some(_)) = (mail, lookup) {
            let of = MailOf { person, submission: self.submission };
            add_mails(vec![of.row(kind, "released", self.now)], db).await?;
        }
        log.audit.push(AuditEntry {
            at: self.now,
            actor: self.actor.clone(),
            action: "submission.released",
            person: Some(person),
            subject: Some(self.submission.0),
        });
        if let Some(event) = &event {
            settle_fair(event, self.now, None, db).await?;
        }
        log.events.extend(event);
        Ok(ReleaseOutcome::Released)
    }
}

impl HeldRelease {
    /// Lets a held registration in, and says by which mail that is told. Its person may have registered once more meanwhile;
    /// then that one holds.
    async fn register(
        &self,
        row: registration::Model,
        sender: (Option<Vec<u8>>, bool),
        roll: &mut EventRoll,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Option<MailKind>> {
        if row.state != RegistrationState::Held.name() {
            return Ok(None);
        }
        let (lookup, must_confirm) = sender;
        let is_known = match &lookup {
            Some(lookup) => is_registered(&row.event_id, lookup, db).await?,
            None => false,
        };
        let attendance = Attendance::parse(&row.attendance).context("an attendance is unknown")?;
        let ledger = roll.places.get_mut(&attendance).context("a place of an event is missing")?;
        let (seats, is_first) = (seats_of(row.seats)?, is_first_in_line(&row, ledger, db).await?);
        let seat = if is_known || !roll.is_on { None } else { ledger.seat_in_line(seats, is_first) };
        let state = match seat {
            _ if is_known => RegistrationState::Lapsed,
            Some(_) if must_confirm => RegistrationState::Unconfirmed,
            Some(_) => RegistrationState::Confirmed,
            None => RegistrationState::Waiting,
        };
        let expires_at = (state == RegistrationState::Unconfirmed).then(|| unconfirmed_until(self.now, roll.closes_at));
        let sequence = row.sequence + 1;
        let mut changed = row.into_active_model();
        changed.state = Set(state.name().to_owned());
        changed.seat = Set(seat.map(i32::try_from).transpose()?);
        if state != RegistrationState::Waiting {
            changed.in_line = Set(None);
        }
        changed.active_lookup = Set(lookup.filter(|_| !is_known));
        changed.expires_at = Set(expires_at.map(Timestamp::as_millisecond));
        changed.sequence = Set(sequence);
        changed.update(db).await?;
        Ok(if is_known { Some(MailKind::AlreadyRegistered) } else { MailKind::about(state) })
    }
}

async fn is_registered(event: &str, lookup: &[u8], db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    let known = registration::Entity::find()
        .filter(registration::Column::EventId.eq(event))
        .filter(registration::Column::ActiveLookup.eq(lookup.to_vec()));
    Ok(known.one(db).await?.is_some())
}
