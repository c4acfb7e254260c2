//! What people ask and staff have to answer within the hours of its form, by day and night alike. A question is answered when somebody
//! of the staff says so, whichever way the answer went, or sends a message that answers it.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Query,
};
use uuid::Uuid;

use super::{
    Store, WriteError,
    audit::AuditEntry,
    entities::{question, submission},
    store_change::StoreChange,
    unconfirmed::all_unconfirmed,
    work_log::WorkLog,
};
use crate::intake::{PersonId, SubmissionId};

/// A question, for a list: what it says is read where its person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionView {
    /// What it is called.
    pub submission: SubmissionId,
    /// The record of whoever asks.
    pub record: PersonId,
    /// The form.
    pub form: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Until when it is to be answered.
    pub due_at: Timestamp,
    /// That it is answered.
    pub answered: Option<AnsweredBy>,
}

/// That a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredBy {
    /// When somebody said so.
    pub at: Timestamp,
    /// The account.
    pub account: String,
    /// The message that answered it, where it was one.
    pub message: Option<Uuid>,
}

impl Store {
    /// One question; `None` if there is none.
    pub async fn question(&self, question: SubmissionId) -> anyhow::Result<Option<QuestionView>> {
        let db = &self.databases.readers;
        let rows = question::Entity::find_by_id(question.0).all(db).await?;
        Ok(read_views(rows, db).await?.pop())
    }

    /// The questions that wait for an answer, the most urgent first, at most so many.
    pub async fn open_questions(&self, most: u64) -> anyhow::Result<Vec<QuestionView>> {
        let db = &self.databases.readers;
        let rows = waiting()
            .order_by_asc(question::Column::DueAt)
            .order_by_asc(question::Column::SubmissionId)
            .limit(most)
            .all(db)
            .await?;
        read_views(rows, db).await
    }

    /// How many there are.
    pub async fn count_open_questions(&self) -> anyhow::Result<u64> {
        Ok(waiting().count(&self.databases.readers).await?)
    }

    /// Those that were answered since a time, the last one first.
    pub async fn answered_questions(&self, since: Timestamp) -> anyhow::Result<Vec<QuestionView>> {
        let db = &self.databases.readers;
        let rows = question::Entity::find()
            .filter(question::Column::AnsweredAt.gte(since.as_millisecond()))
            .order_by_desc(question::Column::AnsweredAt)
            .order_by_asc(question::Column::SubmissionId)
            .all(db)
            .await?;
        read_views(rows, db).await
    }

    /// Says that a question is answered. Gives whether nobody had said so.
    pub async fn answer_question(&self, question: SubmissionId, actor: &str) -> Result<bool, WriteError> {
        let (actor, now) = (actor.to_owned(), Timestamp::now());
        self.write(QuestionStep { question, is_answered: true, message: None, actor, now }).await
    }

    /// Takes that back. Gives whether it was answered.
    pub async fn reopen_question(&self, question: SubmissionId, actor: &str) -> Result<bool, WriteError> {
        let (actor, now) = (actor.to_owned(), Timestamp::now());
        self.write(QuestionStep { question, is_answered: false, message: None, actor, now }).await
    }
}

/// What waits: what is held waits for something else, and what nobody has confirmed may be nobody's.
fn waiting() -> Select<question::Entity> {
    let held = Query::select()
        .column(submission::Column::Id)
        .from(submission::Entity)
        .and_where(submission::Column::IsHeld.eq(true))
        .to_owned();
    question::Entity::find()
        .filter(question::Column::AnsweredAt.is_null())
        .filter(question::Column::SubmissionId.not_in_subquery(held))
        .filter(question::Column::SubmissionId.not_in_subquery(all_unconfirmed()))
}

async fn read_views(rows: Vec<question::Model>, db: &impl ConnectionTrait) -> anyhow::Result<Vec<QuestionView>> {
    let of = submission::Column::Id.is_in(rows.iter().map(|row| row.submission_id));
    let sent = submission::Entity::find().filter(of).all(db).await?;
    let view = |row: question::Model| {
        let found = sent.iter().find(|sent| sent.id == row.submission_id).context("a question is gone")?;
        let answered = row.answered_at.zip(row.answered_by).map(|(at, account)| {
            let at = Timestamp::from_millisecond(at)?;
            anyhow::Ok(AnsweredBy { at, account, message: row.message_id })
        });
        Ok(QuestionView {
            submission: SubmissionId(row.submission_id),
            record: PersonId(found.person_id),
            form: found.form.clone(),
            received_at: Timestamp::from_millisecond(found.received_at)?,
            due_at: Timestamp::from_millisecond(row.due_at)?,
            answered: answered.transpose()?,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Somebody says that a question is answered, or that it is not.
pub(super) struct QuestionStep {
    pub question: SubmissionId,
    pub is_answered: bool,
    /// The message that answers it.
    pub message: Option<Uuid>,
    pub actor: String,
    pub now: Timestamp,
}

impl StoreChange for QuestionStep {
    /// Whether it was otherwise before.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = question::Entity::find_by_id(self.question.0).lock_exclusive().one(db).await?;
        let Some(row) = row.filter(|row| row.answered_at.is_some() != self.is_answered) else { return Ok(false) };
        log.audit.push(AuditEntry {
            at: self.now,
            actor: self.actor.clone(),
            action: if self.is_answered { "question.answered" } else { "question.reopened" },
            person: Some(PersonId(row.person_id)),
            subject: Some(row.submission_id),
        });
        let mut row = row.into_active_model();
        row.answered_at = Set(self.is_answered.then(|| self.now.as_millisecond()));
        row.answered_by = Set(self.is_answered.then(|| self.actor.clone()));
        row.message_id = Set(self.message);
        row.update(db).await?;
        Ok(true)
    }
}
