//! Whose something is, for pages whose addresses anybody could change: what belongs to another event, person or programme is not there.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    MailState, Store, WriteError,
    audit::AuditEntry,
    entities::{outbox_mail, person, person_join, person_task, referral, registration, submission},
    persons::{person_of, records_of},
    store_change::StoreChange,
    work_log::WorkLog,
};
use crate::intake::{
    PersonId, RegistrationId,
    cases::{ReferralId, TaskId},
};

/// What a submission was sent for, as it is kept beside where it came from.
#[derive(Deserialize)]
struct SubmissionOrigin {
    #[serde(default)]
    references: BTreeMap<String, String>,
}

/// Whether something of this origin was sent for one of these programmes.
pub(super) fn is_of(origin: &str, programmes: &BTreeSet<String>) -> anyhow::Result<bool> {
    let origin: SubmissionOrigin = serde_json::from_str(origin)?;
    let mut named = ["programme", "event"].iter().filter_map(|name| origin.references.get(*name));
    Ok(named.any(|name| programmes.contains(name)))
}

/// How many ids one question names.
const IDS_AT_ONCE: usize = 500;

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
            if is_of(&row.origin, programmes)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Those of many persons who have sent something for one of these programmes.
    pub async fn persons_of_programmes(
        &self,
        persons: &BTreeSet<PersonId>,
        programmes: &BTreeSet<String>,
    ) -> anyhow::Result<BTreeSet<PersonId>> {
        let db = &self.databases.readers;
        let mut owners: BTreeMap<Uuid, PersonId> = persons.iter().map(|person| (person.0, *person)).collect();
        let mut newest: Vec<Uuid> = owners.keys().copied().collect();
        while !newest.is_empty() {
            let mut found = Vec::new();
            for part in newest.chunks(IDS_AT_ONCE) {
                let joins = person_join::Entity::find();
                let joins = joins.filter(person_join::Column::IntoId.is_in(part.iter().copied()));
                for join in joins.all(db).await? {
                    if let Some(owner) = owners.get(&join.into_id).copied() {
                        owners.insert(join.record_id, owner);
                        found.push(join.record_id);
                    }
                }
            }
            newest = found;
        }
        let mut own = BTreeSet::new();
        for part in owners.keys().copied().collect::<Vec<_>>().chunks(IDS_AT_ONCE) {
            let sent: Vec<(Uuid, String)> = submission::Entity::find()
                .select_only()
                .columns([submission::Column::PersonId, submission::Column::Origin])
                .filter(submission::Column::PersonId.is_in(part.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
            for (record, origin) in sent {
                if is_of(&origin, programmes)? {
                    own.extend(owners.get(&record).copied());
                }
            }
        }
        Ok(own)
    }

    /// Whether a registration is one for this event.
    pub async fn is_registration_of(&self, registration: RegistrationId, event: &str) -> anyhow::Result<bool> {
        let same = registration::Entity::find_by_id(registration.0).filter(registration::Column::EventId.eq(event));
        Ok(same.count(&self.databases.readers).await? > 0)
    }

    /// A record of the person who was sent on with a referral; `None` if there is none.
    pub async fn record_of_referral(&self, referral: ReferralId) -> anyhow::Result<Option<PersonId>> {
        let row = referral::Entity::find_by_id(referral.0).one(&self.databases.readers).await?;
        Ok(row.map(|row| PersonId(row.record_id)))
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
