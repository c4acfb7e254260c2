//! That a talk was held, or that one side did not come. A talk has one mark: to say something else, the first is taken back.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait, QuerySelect};

use crate::{
    intake::{PersonId, SubmissionId, bookings::BookingMark},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        booking_view::{of_submission, status},
        entities::{booking, booking_mark},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What came of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkOutcome {
    /// It is so now, or was said before.
    Marked,
    /// Something else was said before, and holds until it is taken back.
    MarkedBefore(BookingMark),
    /// It is not booked, or its time has not come.
    NotPossible,
    /// There is no such talk.
    Unknown,
}

impl Store {
    /// Says what became of the talk that was booked by a submission.
    pub async fn mark_booking(
        &self,
        submission: SubmissionId,
        mark: BookingMark,
        actor: &str,
    ) -> Result<MarkOutcome, WriteError> {
        let actor = actor.to_owned();
        self.write(Marking { submission, mark, actor, now: Timestamp::now() }).await
    }

    /// Takes back what was said. Gives whether anything was.
    pub async fn unmark_booking(&self, submission: SubmissionId, actor: &str) -> Result<bool, WriteError> {
        self.write(Unmarking { submission, actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}

struct Marking {
    submission: SubmissionId,
    mark: BookingMark,
    actor: String,
    now: Timestamp,
}

impl StoreChange for Marking {
    type Made = MarkOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<MarkOutcome> {
        // Whoever else says something of it waits here; SQLite has one transaction that writes anyway.
        let Some(row) = lock_booking(self.submission, db).await? else { return Ok(MarkOutcome::Unknown) };
        if let Some(known) = booking_mark::Entity::find_by_id(row.id).one(db).await? {
            let known = BookingMark::parse(&known.mark).context("a mark of a booking is unknown")?;
            let is_same = known == self.mark;
            return Ok(if is_same { MarkOutcome::Marked } else { MarkOutcome::MarkedBefore(known) });
        }
        if !status(&row)?.can_be_marked(self.now) {
            return Ok(MarkOutcome::NotPossible);
        }
        let mark = booking_mark::Model {
            booking_id: row.id,
            person_id: row.person_id,
            submission_id: row.submission_id,
            mark: self.mark.name().to_owned(),
            at: self.now.as_millisecond(),
            account: self.actor.clone(),
        };
        booking_mark::Entity::insert(mark.into_active_model()).exec_without_returning(db).await?;
        log.audit.push(entry(&row, (self.mark.action(), self.now), &self.actor));
        Ok(MarkOutcome::Marked)
    }
}

struct Unmarking {
    submission: SubmissionId,
    actor: String,
    now: Timestamp,
}

impl StoreChange for Unmarking {
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let Some(row) = lock_booking(self.submission, db).await? else { return Ok(false) };
        let Some(mark) = booking_mark::Entity::find_by_id(row.id).one(db).await? else { return Ok(false) };
        mark.delete(db).await?;
        log.audit.push(entry(&row, ("booking.unmarked", self.now), &self.actor));
        Ok(true)
    }
}

async fn lock_booking(submission: SubmissionId, db: &impl ConnectionTrait) -> anyhow::Result<Option<booking::Model>> {
    Ok(of_submission(submission).lock_exclusive().one(db).await?)
}

fn entry(row: &booking::Model, (action, at): (&'static str, Timestamp), actor: &str) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: Some(PersonId(row.person_id)), subject: Some(row.id) }
}
