//! What staff have to do until a day: what they wrote down, and what the rules of pipelines have planned.

use anyhow::Context;
use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::{case_view::read_day, notes::is_case_of, sealed_text::WrittenIn};
use crate::{
    intake::{
        PersonId,
        cases::{CaseId, FollowUp, FollowUpResult, TaskId},
    },
    store::{
        ApiRequestKey, OnceOutcome, Store, WriteError,
        api_tokens::OnceChange,
        audit::AuditEntry,
        entities::person_task,
        persons::{RecordKeys, lock_persons, person_of},
        row_id::new_row_id,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// A task that somebody writes down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// About whom, by any record of theirs. Without a person, its title lies in clear and must not name one.
    pub person: Option<PersonId>,
    /// About which case of theirs.
    pub case: Option<CaseId>,
    /// What is to be done.
    pub title: String,
    /// Until when.
    pub due_on: Date,
    /// The account that does it.
    pub owner: Option<String>,
}

/// Whose tasks are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskOwner {
    /// Everybody's and nobody's.
    Anybody,
    /// Those of an account.
    Account(String),
    /// Those of an account, and those that nobody has taken yet.
    AccountOrNobody(String),
}

/// A task as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskView {
    /// What it is called.
    pub id: TaskId,
    /// A record of the person whom it is about.
    pub record: Option<PersonId>,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// What is to be done.
    pub title: TaskTitle,
    /// Until when.
    pub due_on: Date,
    /// The account that does it.
    pub owner: Option<String>,
    /// When it was written down.
    pub made_at: Timestamp,
    /// The account that wrote it down, or `system` for a rule.
    pub made_by: String,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// By which account.
    pub done_by: Option<String>,
    /// What came of it, if somebody was asked how it went.
    pub answer: Option<FollowUpAnswer>,
}

/// What came of asking somebody how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpAnswer {
    /// How it went.
    pub result: FollowUpResult,
    /// What somebody wrote about it.
    pub text: Option<String>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskTitle {
    /// What somebody wrote.
    Written(String),
    /// Ask how it went, so many months after a status began.
    FollowUp {
        /// The status, by its name.
        status: String,
        /// How many.
        months: u8,
    },
}

impl TaskView {
    /// A task, decrypted; `None` if its key is gone.
    pub(super) fn open(row: &person_task::Model, keys: &RecordKeys) -> anyhow::Result<Option<Self>> {
        let record = row.record_id.map(PersonId);
        let title = if let Some(rule) = &row.rule {
            let (status, months) = FollowUp::parse_rule(rule).with_context(|| format!("{rule} is no rule"))?;
            Some(TaskTitle::FollowUp { status, months })
        } else if let (Some(record), Some(sealed)) = (record, &row.sealed) {
            WrittenIn::Task.open(sealed, record, keys)?.map(TaskTitle::Written)
        } else {
            row.title.clone().map(TaskTitle::Written)
        };
        let Some(title) = title else { return Ok(None) };
        let text = match record.zip(row.result_sealed.as_ref()) {
            Some((record, sealed)) => WrittenIn::TaskResult.open(sealed, record, keys)?,
            None => None,
        };
        let result = row.result.as_deref().and_then(FollowUpResult::parse);
        Ok(Some(Self {
            id: TaskId(row.id),
            record,
            case: row.case_id.map(CaseId),
            title,
            due_on: read_day(&row.due_on)?,
            owner: row.owner.clone(),
            made_at: Timestamp::from_millisecond(row.made_at)?,
            made_by: row.made_by.clone(),
            done_at: row.done_at.map(Timestamp::from_millisecond).transpose()?,
            done_by: row.done_by.clone(),
            answer: result.map(|result| FollowUpAnswer { result, text }),
        }))
    }
}

struct TaskAddition {
    row: person_task::Model,
}

impl StoreChange for TaskAddition {
    /// Whether its person is there still, and the case is theirs.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = &self.row;
        if let Some(record) = row.record_id.map(PersonId)
            && (lock_persons(&[record].into(), db).await?.is_empty() || !is_case_of(row.case_id, record, db).await?)
        {
            return Ok(false);
        }
        person_task::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        log.audit.push(entry(row, &row.made_by, Timestamp::from_millisecond(row.made_at)?, "task.added"));
        Ok(true)
    }
}

/// Writes down a task about nobody within a transaction.
pub(in crate::store) async fn add_plain_task(
    row: person_task::Model,
    log: &mut WorkLog,
    db: &DatabaseTransaction,
) -> anyhow::Result<()> {
    TaskAddition { row }.apply(log, db).await?;
    Ok(())
}

struct TaskDone {
    task: TaskId,
    /// What came of it, with what was written about that.
    result: Option<(FollowUpResult, Option<Vec<u8>>)>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for TaskDone {
    /// Whether there is such a task.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = person_task::Entity::find_by_id(self.task.0).lock_exclusive().one(db).await?;
        let Some(row) = row else { return Ok(false) };
        if row.done_at.is_none() {
            log.audit.push(entry(&row, &self.actor, self.now, "task.done"));
            let mut row = row.into_active_model();
            row.done_at = Set(Some(self.now.as_millisecond()));
            row.done_by = Set(Some(self.actor.clone()));
            if let Some((result, sealed)) = &self.result {
                row.result = Set(Some(result.name().to_owned()));
                row.result_sealed = Set(sealed.clone());
            }
            row.update(db).await?;
        }
        Ok(true)
    }
}

/// What the audit log says of a task.
pub(super) fn entry(row: &person_task::Model, actor: &str, at: Timestamp, action: &'static str) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: row.record_id.map(PersonId), subject: Some(row.id) }
}

impl Store {
    /// Writes down what is to be done; `None` if the person is not there any more, or the case is not theirs.
    pub async fn add_task(&self, new: NewTask, actor: &str) -> anyhow::Result<Option<TaskId>> {
        let Some(row) = self.task_row(new, actor).await? else { return Ok(None) };
        let id = TaskId(row.id);
        Ok(self.write(TaskAddition { row }).await?.then_some(id))
    }

    /// The same for a program, once for each request of it.
    pub async fn add_task_once(
        &self,
        new: NewTask,
        actor: &str,
        request: Option<ApiRequestKey>,
    ) -> anyhow::Result<OnceOutcome> {
        let Some(row) = self.task_row(new, actor).await? else { return Ok(OnceOutcome::Refused) };
        let (made, now) = (row.id, Timestamp::now());
        Ok(self.write(OnceChange { change: TaskAddition { row }, made, request, now }).await?)
    }

    async fn task_row(&self, new: NewTask, actor: &str) -> anyhow::Result<Option<person_task::Model>> {
        let readers = &self.databases.readers;
        let person = match (new.person, new.case) {
            (None, Some(case)) => match self.case(case).await? {
                Some(case) => Some(case.record),
                None => return Ok(None),
            },
            (person, _) => person,
        };
        let (mut record, mut sealed) = (None, None);
        if let Some(person) = person {
            let of = person_of(person, readers).await?;
            let Some(title) = WrittenIn::Task.seal(&new.title, of, &self.keys, readers).await? else {
                return Ok(None);
            };
            (record, sealed) = (Some(of.0), Some(title));
        }
        Ok(Some(person_task::Model {
            id: new_row_id(),
            record_id: record,
            case_id: new.case.map(|case| case.0),
            rule: None,
            title: sealed.is_none().then_some(new.title),
            sealed,
            due_on: new.due_on.to_string(),
            owner: new.owner,
            made_at: Timestamp::now().as_millisecond(),
            made_by: actor.to_owned(),
            done_at: None,
            done_by: None,
            result: None,
            result_sealed: None,
        }))
    }

    /// Says that a task is done. Gives whether there is such a one; it can be said again without effect.
    pub async fn done_task(&self, task: TaskId, actor: &str) -> Result<bool, WriteError> {
        self.write(TaskDone { task, result: None, actor: actor.to_owned(), now: Timestamp::now() }).await
    }

    /// Says that somebody was asked how it went, and what came of it. Gives whether there is such a task; what was said first stays.
    pub async fn answer_follow_up(&self, task: TaskId, answer: FollowUpAnswer, actor: &str) -> anyhow::Result<bool> {
        let readers = &self.databases.readers;
        let row = person_task::Entity::find_by_id(task.0).one(readers).await?;
        let Some(record) = row.and_then(|row| row.record_id) else { return Ok(false) };
        let sealed = match &answer.text {
            Some(text) => WrittenIn::TaskResult.seal(text, PersonId(record), &self.keys, readers).await?,
            None => None,
        };
        let result = Some((answer.result, sealed));
        Ok(self.write(TaskDone { task, result, actor: actor.to_owned(), now: Timestamp::now() }).await?)
    }

    /// A task; `None` if there is none, or its key is gone.
    pub async fn task(&self, task: TaskId) -> anyhow::Result<Option<TaskView>> {
        let readers = &self.databases.readers;
        let Some(row) = person_task::Entity::find_by_id(task.0).one(readers).await? else { return Ok(None) };
        let records: Vec<PersonId> = row.record_id.map(PersonId).into_iter().collect();
        TaskView::open(&row, &RecordKeys::read(&records, &self.keys, readers).await?)
    }

    /// What is to be done until a day, soonest first, at most so much.
    pub async fn tasks_due(&self, until: Date, owner: &TaskOwner, most: u64) -> anyhow::Result<Vec<TaskView>> {
        let readers = &self.databases.readers;
        let mut find = person_task::Entity::find()
            .filter(person_task::Column::DoneAt.is_null())
            .filter(person_task::Column::DueOn.lte(until.to_string()));
        match owner {
            TaskOwner::Anybody => {}
            TaskOwner::Account(account) => find = find.filter(person_task::Column::Owner.eq(account)),
            TaskOwner::AccountOrNobody(account) => {
                let is_nobodys = person_task::Column::Owner.is_null();
                find = find.filter(person_task::Column::Owner.eq(account).or(is_nobodys));
            }
        }
        let rows = find
            .order_by_asc(person_task::Column::DueOn)
            .order_by_asc(person_task::Column::Id)
            .limit(most)
            .all(readers)
            .await?;
        let records: Vec<PersonId> = rows.iter().filter_map(|row| row.record_id.map(PersonId)).collect();
        let keys = RecordKeys::read(&records, &self.keys, readers).await?;
        let opened = rows.iter().map(|row| TaskView::open(row, &keys));
        Ok(opened.collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten().collect())
    }
}
