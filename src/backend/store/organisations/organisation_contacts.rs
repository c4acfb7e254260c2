//! Whom one talks to at an organisation. They are people who have agreed to nothing here but work: they are kept as long as somebody
//! works with their organisation, and each has a key of their own, so that erasing them reaches every copy.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::organisation_rows::lock_organisation;
use crate::{
    intake::{PersonId, organisations::OrganisationId},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{organisation, organisation_contact, person_key},
        erase_keys,
        own_keys::{OwnKey, SealedColumn, keep_key},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// A person there, encrypted.
pub(super) const CONTACT: SealedColumn = ("organisation_contacts", "sealed");

/// For how long people of an organisation are kept after its last step: the programme of the next year may begin with them.
const KEPT_DAYS: i64 = 365;

/// How many are ended in one transaction.
const AT_ONCE: u64 = 200;

/// Somebody who works at an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationContact {
    /// Their name.
    pub name: String,
    /// What they are there.
    pub post: String,
    /// Their address.
    pub mail: String,
    /// Their telephone.
    pub phone: String,
}

struct ContactAddition {
    row: organisation_contact::Model,
    key: person_key::Model,
}

impl StoreChange for ContactAddition {
    /// Whether the organisation is there.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = &self.row;
        if lock_organisation(OrganisationId(row.organisation_id), db).await?.is_none() {
            return Ok(false);
        }
        keep_key(&self.key, db).await?;
        organisation_contact::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        let at = Timestamp::from_millisecond(row.made_at)?;
        log.audit.push(AuditEntry::of_row(row.id, "organisation.contact_added", &row.made_by, at));
        Ok(true)
    }
}

/// People of organisations, whose keys are destroyed.
struct ContactErasure {
    contacts: Vec<Uuid>,
    /// Whose they have to be; those of anybody, where it is not said.
    of: Option<OrganisationId>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for ContactErasure {
    /// How many were there.
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        let mut find = organisation_contact::Entity::find()
            .filter(organisation_contact::Column::Id.is_in(self.contacts.iter().copied()));
        if let Some(of) = self.of {
            find = find.filter(organisation_contact::Column::OrganisationId.eq(of.0));
        }
        let ids: Vec<Uuid> = find.lock_exclusive().all(db).await?.into_iter().map(|row| row.id).collect();
        if ids.is_empty() {
            return Ok(0);
        }
        erase_keys(&ids.iter().copied().map(PersonId).collect::<Vec<_>>(), self.now, db).await?;
        let gone = organisation_contact::Column::Id.is_in(ids.iter().copied());
        organisation_contact::Entity::delete_many().filter(gone).exec(db).await?;
        let entry = |id: &Uuid| AuditEntry::of_row(*id, "organisation.contact_erased", &self.actor, self.now);
        log.audit.extend(ids.iter().map(entry));
        log.leaves_no_trace = true;
        Ok(ids.len())
    }
}

impl Store {
    /// Writes down somebody who works at an organisation; `None` if there is no such one.
    pub async fn add_contact(
        &self,
        of: OrganisationId,
        contact: &OrganisationContact,
        actor: &str,
    ) -> anyhow::Result<Option<Uuid>> {
        let id = Uuid::new_v4();
        let (own, key) = OwnKey::generate(id, &self.keys)?;
        let row = organisation_contact::Model {
            id,
            organisation_id: of.0,
            made_at: Timestamp::now().as_millisecond(),
            made_by: actor.to_owned(),
            sealed: own.seal(CONTACT, contact)?,
        };
        Ok(self.write(ContactAddition { row, key }).await?.then_some(id))
    }

    /// Erases somebody who works at an organisation. Gives whether they were there.
    pub async fn erase_contact(&self, of: OrganisationId, contact: Uuid, actor: &str) -> Result<bool, WriteError> {
        let (contacts, actor) = (vec![contact], actor.to_owned());
        let erasure = ContactErasure { contacts, of: Some(of), actor, now: Timestamp::now() };
        Ok(self.write(erasure).await? > 0)
    }

    /// Erases the people of organisations whose last step was taken long ago, and those whom nobody can read any more. Gives how many.
    pub async fn end_contacts(&self, now: Timestamp) -> anyhow::Result<usize> {
        let kept_from = now.checked_sub(SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(Timestamp::MIN);
        let mut ended = 0;
        loop {
            let over: Vec<Uuid> = organisation_contact::Entity::find()
                .select_only()
                .column(organisation_contact::Column::Id)
                .filter(
                    organisation_contact::Column::OrganisationId
                        .in_subquery(closed_before(kept_from))
                        // A restore brings back the row of whoever was erased since its backup, and no key.
                        .or(organisation_contact::Column::Id.not_in_subquery(keyed())),
                )
                .limit(AT_ONCE)
                .into_tuple()
                .all(&self.databases.readers)
                .await?;
            let erasure = ContactErasure { contacts: over, of: None, actor: "system".to_owned(), now };
            let count = if erasure.contacts.is_empty() { 0 } else { self.write(erasure).await? };
            if count == 0 {
                return Ok(ended);
            }
            ended += count;
        }
    }
}

/// Everybody and everything that has a key.
fn keyed() -> SelectStatement {
    person_key::Entity::find().select_only().column(person_key::Column::PersonId).into_query()
}

/// The organisations whose last step was taken before a time.
fn closed_before(at: Timestamp) -> SelectStatement {
    organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::ClosedAt.lt(at.as_millisecond()))
        .into_query()
}
