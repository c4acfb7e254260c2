//! A message is written, changed, or thrown away, as long as nobody has it.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    message_sending::{MessageOutcome, SendRefusal, entry},
    message_target::{MessageTarget, state_of},
    message_words::WrittenWords,
};
use crate::{
    intake::{
        PersonId, SubmissionId,
        messages::{MessagePurpose, MessageState},
    },
    store::{
        MailState, Store, WriteError,
        entities::{message, message_trial, outbox_mail},
        persons::{lock_persons, person_of},
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// A message that is to be written. Its words were looked at already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageDraft {
    /// To whom.
    pub target: MessageTarget,
    /// For which programme; none for the whole office.
    pub programme: Option<String>,
    /// What it is for.
    pub purpose: MessagePurpose,
    /// The subject.
    pub subject: String,
    /// What it says, as lines of text.
    pub text: String,
}

/// A message that is to say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEdit {
    /// Which.
    pub message: Uuid,
    /// The version that whoever changes it has seen.
    pub version: i32,
    /// What it is for from then on.
    pub purpose: MessagePurpose,
    /// Its subject.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl Store {
    /// Writes a message, and gives what it is called; `None` if the one person that it is to is not there any more.
    pub async fn write_message(&self, draft: MessageDraft, actor: &str) -> anyhow::Result<Option<Uuid>> {
        self.write_draft(draft, None, actor).await
    }

    /// The same of one that answers a question, which is answered once it is sent.
    pub async fn write_answer(
        &self,
        question: SubmissionId,
        draft: MessageDraft,
        actor: &str,
    ) -> anyhow::Result<Option<Uuid>> {
        self.write_draft(draft, Some(question), actor).await
    }

    async fn write_draft(
        &self,
        draft: MessageDraft,
        question: Option<SubmissionId>,
        actor: &str,
    ) -> anyhow::Result<Option<Uuid>> {
        let readers = &self.databases.readers;
        let record = match &draft.target {
            MessageTarget::Person(person) => Some(person_of(*person, readers).await?),
            MessageTarget::Segment(_) | MessageTarget::Attendees { .. } => None,
        };
        let Some(words) = self.words(record, draft.subject, draft.text).await? else { return Ok(None) };
        let row = message::Model {
            id: new_row_id(),
            record_id: record.map(|record| record.0),
            event_id: draft.target.event().map(str::to_owned),
            selection: draft.target.render()?,
            question_id: question.map(|question| question.0),
            programme: draft.programme,
            purpose: draft.purpose.name().to_owned(),
            state: MessageState::Draft.name().to_owned(),
            subject: words.subject,
            text: words.text,
            sealed: words.sealed,
            version: 1,
            rate_per_minute: 0,
            account: actor.to_owned(),
            written_at: Timestamp::now().as_millisecond(),
            started_at: None,
            ended_at: None,
        };
        let id = row.id;
        Ok(self.write(MessageAddition(row)).await?.then_some(id))
    }

    /// Has a message say something else. Whoever tried it has to try it again.
    pub async fn edit_message(&self, edit: MessageEdit, actor: &str) -> anyhow::Result<MessageOutcome> {
        let found = message::Entity::find_by_id(edit.message).one(&self.databases.readers).await?;
        let Some(row) = found else { return Ok(MessageOutcome::Unknown) };
        let record = row.record_id.map(PersonId);
        let words = self.words(record, edit.subject.clone(), edit.text.clone()).await?;
        let Some(words) = words else { return Ok(MessageOutcome::Unknown) };
        let change = EditChange { edit, record, words, actor: actor.to_owned(), now: Timestamp::now() };
        Ok(self.write(change).await?)
    }

    /// Throws a message away that nobody has.
    pub async fn delete_message(&self, message: Uuid, actor: &str) -> Result<MessageOutcome, WriteError> {
        self.write(DraftDeletion { message, actor: actor.to_owned(), now: Timestamp::now() }).await
    }

    async fn words(
        &self,
        record: Option<PersonId>,
        subject: String,
        text: String,
    ) -> anyhow::Result<Option<WrittenWords>> {
        match record {
            Some(record) => WrittenWords::seal((&subject, &text), record, &self.keys, &self.databases.readers).await,
            None => Ok(Some(WrittenWords::plain(subject, text))),
        }
    }
}

struct MessageAddition(message::Model);

impl StoreChange for MessageAddition {
    /// Whether its person is there still.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = &self.0;
        if !is_there(row.record_id.map(PersonId), db).await? {
            return Ok(false);
        }
        message::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        log.audit.push(entry(row, "message.written", &row.account, Timestamp::from_millisecond(row.written_at)?));
        Ok(true)
    }
}

/// Whether the one person that a message is to is there, who is locked then.
async fn is_there(record: Option<PersonId>, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    match record {
        Some(record) => Ok(!lock_persons(&[record].into(), db).await?.is_empty()),
        None => Ok(true),
    }
}

struct EditChange {
    edit: MessageEdit,
    record: Option<PersonId>,
    words: WrittenWords,
    actor: String,
    now: Timestamp,
}

impl StoreChange for EditChange {
    type Made = MessageOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<MessageOutcome> {
        if !is_there(self.record, db).await? {
            return Ok(MessageOutcome::Unknown);
        }
        let found = message::Entity::find_by_id(self.edit.message).lock_exclusive().one(db).await?;
        let Some(row) = found else { return Ok(MessageOutcome::Unknown) };
        if !state_of(&row)?.is_written() {
            return Ok(MessageOutcome::Refused(SendRefusal::NotNow));
        }
        if row.version != self.edit.version {
            return Ok(MessageOutcome::Stale);
        }
        log.audit.push(entry(&row, "message.edited", &self.actor, self.now));
        let version = row.version + 1;
        let mut row = row.into_active_model();
        row.purpose = Set(self.edit.purpose.name().to_owned());
        row.state = Set(MessageState::Draft.name().to_owned());
        row.subject = Set(self.words.subject.clone());
        row.text = Set(self.words.text.clone());
        row.sealed = Set(self.words.sealed.clone());
        row.version = Set(version);
        row.account = Set(self.actor.clone());
        row.written_at = Set(self.now.as_millisecond());
        row.update(db).await?;
        Ok(MessageOutcome::Done)
    }
}

struct DraftDeletion {
    message: Uuid,
    actor: String,
    now: Timestamp,
}

impl StoreChange for DraftDeletion {
    type Made = MessageOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<MessageOutcome> {
        let found = message::Entity::find_by_id(self.message).lock_exclusive().one(db).await?;
        let Some(row) = found else { return Ok(MessageOutcome::Unknown) };
        if !state_of(&row)?.is_written() {
            return Ok(MessageOutcome::Refused(SendRefusal::NotNow));
        }
        // What whoever wrote it has not got yet says nothing any more.
        let trials = message_trial::Entity::find()
            .select_only()
            .column(message_trial::Column::MailId)
            .filter(message_trial::Column::MessageId.eq(row.id))
            .into_query();
        outbox_mail::Entity::update_many()
            .col_expr(outbox_mail::Column::State, Expr::value(MailState::Dropped.name()))
            .filter(outbox_mail::Column::Id.in_subquery(trials))
            .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
            .exec(db)
            .await?;
        message_trial::Entity::delete_many().filter(message_trial::Column::MessageId.eq(row.id)).exec(db).await?;
        message::Entity::delete_by_id(row.id).exec(db).await?;
        log.audit.push(entry(&row, "message.deleted", &self.actor, self.now));
        Ok(MessageOutcome::Done)
    }
}
