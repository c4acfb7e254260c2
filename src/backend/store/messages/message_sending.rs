//! Sending begins, which fixes who gets a message; it is stopped, and goes on. Whoever presses a button twice, or at two replicas,
//! begins it once.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    QueryTrait,
    sea_query::{Expr, OnConflict, SelectStatement},
};
use uuid::Uuid;

use super::{
    message_feed::MessageFeed,
    message_target::{MessageTarget, purpose_of, state_of},
    reader_plan::{PlannedReader, READERS_AT_ONCE, plan_readers},
    reader_state::RecipientState,
};
use crate::{
    intake::{PersonId, SubmissionId, messages::MessageState},
    store::{
        Keys, MailState, Store, WriteError,
        audit::AuditEntry,
        entities::{message, message_recipient, outbox_mail},
        persons::lock_persons,
        questions::QuestionStep,
        row_insert::insert_rows,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What became of something that was asked for with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageOutcome {
    /// It is done.
    Done,
    /// Somebody else has changed the message in between.
    Stale,
    /// It cannot be, as things stand.
    Refused(SendRefusal),
    /// There is no such message.
    Unknown,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendRefusal {
    /// Nobody has looked at it as it stands.
    NotTested,
    /// It has no reader.
    NoReader,
    /// It has come too far, or not far enough.
    NotNow,
}

/// Whether a message may be sent. Whatever else is to be asked before a message goes out is asked here.
fn may_send(row: &message::Model) -> anyhow::Result<Result<(), SendRefusal>> {
    Ok(match state_of(row)? {
        MessageState::Testing => Ok(()),
        MessageState::Draft if row.record_id.is_some() => Ok(()),
        MessageState::Draft => Err(SendRefusal::NotTested),
        MessageState::Sending | MessageState::Stopped | MessageState::Sent => Err(SendRefusal::NotNow),
    })
}

/// What the audit log says of a message.
pub(super) fn entry(row: &message::Model, action: &'static str, actor: &str, at: Timestamp) -> AuditEntry {
    let person = row.record_id.map(PersonId);
    AuditEntry { at, actor: actor.to_owned(), action, person, subject: Some(row.id) }
}

impl Store {
    /// Fixes who gets a message of this version, and begins to send it, so many mails within a minute.
    pub async fn send_message(
        &self,
        message: Uuid,
        version: i32,
        per_minute: u32,
        actor: &str,
    ) -> anyhow::Result<MessageOutcome> {
        let readers = &self.databases.readers;
        let Some(row) = message::Entity::find_by_id(message).one(readers).await? else {
            return Ok(MessageOutcome::Unknown);
        };
        if let Err(refusal) = may_send(&row)? {
            return Ok(MessageOutcome::Refused(refusal));
        }
        let planned = plan_readers(&MessageTarget::of(&row)?, purpose_of(&row)?, &self.keys, readers).await?;
        if planned.iter().all(|reader| reader.choice.is_err()) {
            return Ok(MessageOutcome::Refused(SendRefusal::NoReader));
        }
        let (keys, actor, now) = (self.keys.clone(), actor.to_owned(), Timestamp::now());
        Ok(self.write(SendingStart { message, version, per_minute, planned, keys, actor, now }).await?)
    }

    /// Stops a message that is being sent. What lies in the outbox and has not been handed over is held.
    pub async fn stop_message(&self, message: Uuid, actor: &str) -> Result<MessageOutcome, WriteError> {
        self.write(SendingSwitch { message, goes_on: false, actor: actor.to_owned(), now: Timestamp::now() }).await
    }

    /// Has a message that was stopped go on.
    pub async fn resume_message(&self, message: Uuid, actor: &str) -> Result<MessageOutcome, WriteError> {
        self.write(SendingSwitch { message, goes_on: true, actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}

struct SendingStart {
    message: Uuid,
    version: i32,
    per_minute: u32,
    planned: Vec<PlannedReader>,
    keys: Keys,
    actor: String,
    now: Timestamp,
}

impl StoreChange for SendingStart {
    type Made = MessageOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<MessageOutcome> {
        let present = self.lock_readers(db).await?;
        let found = message::Entity::find_by_id(self.message).lock_exclusive().one(db).await?;
        let Some(row) = found else { return Ok(MessageOutcome::Unknown) };
        if row.version != self.version {
            return Ok(MessageOutcome::Stale);
        }
        if let Err(refusal) = may_send(&row)? {
            return Ok(MessageOutcome::Refused(refusal));
        }
        self.write_recipients(&present, db).await?;
        log.audit.push(entry(&row, "message.started", &self.actor, self.now));
        let (is_one, question) = (row.record_id.is_some(), row.question_id.map(SubmissionId));
        let mut started = row.into_active_model();
        started.state = Set(MessageState::Sending.name().to_owned());
        started.rate_per_minute = Set(i32::try_from(self.per_minute)?);
        started.started_at = Set(Some(self.now.as_millisecond()));
        started.update(db).await?;
        // Nobody who is written to alone waits for those who are many.
        if is_one {
            let queued = MessageFeed::new(self.message, self.keys.clone(), self.now).apply(log, db).await?;
            if let Some(question) = question.filter(|_| queued > 0) {
                let (message, actor, now) = (Some(self.message), self.actor.clone(), self.now);
                QuestionStep { question, is_answered: true, message, actor, now }.apply(log, db).await?;
            }
        }
        Ok(MessageOutcome::Done)
    }
}

impl SendingStart {
    /// Locks all who get it, in the order of their ids; gives those who are there still.
    async fn lock_readers(&self, db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<PersonId>> {
        let persons: BTreeSet<PersonId> = self.planned.iter().map(|reader| reader.person).collect();
        let mut present = BTreeSet::new();
        for part in persons.into_iter().collect::<Vec<_>>().chunks(READERS_AT_ONCE) {
            let rows = lock_persons(&part.iter().copied().collect(), db).await?;
            present.extend(rows.into_iter().map(|row| PersonId(row.id)));
        }
        Ok(present)
    }

    /// Whoever was erased since leaves nothing here.
    async fn write_recipients(&self, present: &BTreeSet<PersonId>, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let rows: Vec<_> = self.planned.iter().filter(|reader| present.contains(&reader.person)).collect();
        for part in rows.chunks(READERS_AT_ONCE) {
            let rows = part.iter().map(|reader| {
                let reason = reader.choice.as_ref().err();
                let state = if reason.is_some() { RecipientState::Skipped } else { RecipientState::Pending };
                message_recipient::Model {
                    message_id: self.message,
                    record_id: reader.person.0,
                    state: state.name().to_owned(),
                    reason: reason.map(|reason| reason.name().to_owned()),
                    mail_id: None,
                    lookup: None,
                    queued_at: None,
                }
                .into_active_model()
            });
            let known =
                OnConflict::columns([message_recipient::Column::MessageId, message_recipient::Column::RecordId])
                    .do_nothing()
                    .to_owned();
            insert_rows(&message_recipient::Entity::insert_many(rows).on_conflict(known), db).await?;
        }
        Ok(())
    }
}

/// Sending is stopped, or goes on.
struct SendingSwitch {
    message: Uuid,
    goes_on: bool,
    actor: String,
    now: Timestamp,
}

impl StoreChange for SendingSwitch {
    type Made = MessageOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<MessageOutcome> {
        let found = message::Entity::find_by_id(self.message).lock_exclusive().one(db).await?;
        let Some(row) = found else { return Ok(MessageOutcome::Unknown) };
        let (from, to) = (MessageState::Sending, MessageState::Stopped);
        let (from, to) = if self.goes_on { (to, from) } else { (from, to) };
        if state_of(&row)? != from || row.record_id.is_some() {
            return Ok(MessageOutcome::Refused(SendRefusal::NotNow));
        }
        if self.goes_on {
            outbox_mail::Entity::update_many()
                .col_expr(outbox_mail::Column::State, Expr::value(MailState::Waiting.name()))
                .col_expr(outbox_mail::Column::DueAt, Expr::value(self.now.as_millisecond()))
                .filter(outbox_mail::Column::Id.in_subquery(mails_of(row.id)))
                .filter(outbox_mail::Column::State.eq(MailState::Withdrawn.name()))
                .exec(db)
                .await?;
        } else {
            withdraw_mails(row.id, db).await?;
        }
        let action = if self.goes_on { "message.resumed" } else { "message.stopped" };
        log.audit.push(entry(&row, action, &self.actor, self.now));
        let mut row = row.into_active_model();
        row.state = Set(to.name().to_owned());
        row.update(db).await?;
        Ok(MessageOutcome::Done)
    }
}

/// Holds the mails of a message that are not handed over. They keep their names and how often they were tried.
async fn withdraw_mails(message: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<u64> {
    let held = outbox_mail::Entity::update_many()
        .col_expr(outbox_mail::Column::State, Expr::value(MailState::Withdrawn.name()))
        .filter(outbox_mail::Column::Id.in_subquery(mails_of(message)))
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .exec(db)
        .await?;
    Ok(held.rows_affected)
}

/// The ids of the mails of a message, as a part of other queries.
fn mails_of(message: Uuid) -> SelectStatement {
    message_recipient::Entity::find()
        .select_only()
        .column(message_recipient::Column::MailId)
        .filter(message_recipient::Column::MessageId.eq(message))
        .filter(message_recipient::Column::MailId.is_not_null())
        .into_query()
}

/// What was being handed over when its message was stopped, and was not taken, is held too.
pub(super) struct StoppedMails(pub Uuid);

impl StoreChange for StoppedMails {
    /// How many mails.
    type Made = u64;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let row = message::Entity::find_by_id(self.0).lock_exclusive().one(db).await?;
        match row {
            Some(row) if state_of(&row)? == MessageState::Stopped => withdraw_mails(row.id, db).await,
            _ => Ok(0),
        }
    }
}
