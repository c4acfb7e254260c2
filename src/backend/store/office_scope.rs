//! Whose something is, for pages whose addresses anybody could change: what belongs to another event, person or programme is not there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde::Deserialize;

use super::{
    MailState, Store, WriteError,
    audit::AuditEntry,
    entities::{outbox_mail, person, person_task, registration, submission},
    persons::{person_of, records_of},
    store_change::StoreChange,
    work_log::WorkLog,
};
use crate::intake::{PersonId, RegistrationId, cases::TaskId};

/// What a submission was sent for, as it is kept beside where it came from.
#[derive(Deserialize)]
struct SubmissionOrigin {
    #[serde(default)]
    references: BTreeMap<String, String>,
}

/// Whether something was sent for one of these programmes.
pub(super) fn is_of(row: &submission::Model, programmes: &BTreeSet<String>) -> anyhow::Result<bool> {
    let origin: SubmissionOrigin = serde_json::from_str(&row.origin)?;
    let mut named = ["programme", "event"].iter().filter_map(|name| origin.references.get(*name));
    Ok(named.any(|name| programmes.contains(name)))
}

/// Whatever waits in the outbox is not sent.
struct MailDrop;

impl StoreChange for MailDrop {
    /// How many mails.
    type Made = u64;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let dropped = outbox_mail::Entity::update_many()
            .col_expr(outbox_mail::Column::State, Expr::value(MailState::Dropped.name()))
            .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
            .exec(db)
            .await?;
        let at = Timestamp::now();
        let (actor, action) = ("operator".to_owned(), "outbox.dropped");
        log.audit.push(AuditEntry { at, actor, action, person: None, subject: None });
        Ok(dropped.rows_affected)
    }
}

impl Store {
    /// Whether anybody is kept here at all.
    pub async fn holds_persons(&self) -> anyhow::Result<bool> {
        Ok(person::Entity::find().one(&self.databases.readers).await?.is_some())
    }

    /// Has no mail that waits be sent: nobody has the addresses of people who do not exist.
    pub async fn drop_waiting_mails(&self) -> Result<u64, WriteError> {
        self.write(MailDrop).await
    }

    /// Whether a person has sent something for one of these programmes.
    pub async fn is_of_programmes(&self, person: PersonId, programmes: &BTreeSet<String>) -> anyhow::Result<bool> {
        let db = &self.databases.readers;
        let records: Vec<_> = records_of(person, db).await?.into_iter().map(|record| record.0).collect();
        let sent = submission::Entity::find().filter(submission::Column::PersonId.is_in(records)).all(db).await?;
        for row in &sent {
            if is_of(row, programmes)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a registration is one for this event.
    pub async fn is_registration_of(&self, registration: RegistrationId, event: &str) -> anyhow::Result<bool> {
        let same = registration::Entity::find_by_id(registration.0).filter(registration::Column::EventId.eq(event));
        Ok(same.count(&self.databases.readers).await? > 0)
    }

    /// Whether a task is about this person; or, without one, about nobody.
    pub async fn is_task_of(&self, task: TaskId, person: Option<PersonId>) -> anyhow::Result<bool> {
        let db = &self.databases.readers;
        let Some(row) = person_task::Entity::find_by_id(task.0).one(db).await? else { return Ok(false) };
        Ok(match (row.record_id, person) {
            (None, None) => true,
            (Some(record), Some(person)) => person_of(PersonId(record), db).await? == person,
            _ => false,
        })
    }
}
