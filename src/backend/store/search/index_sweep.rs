//! The index follows what has changed: the audit log says whose it was, their records are opened, hashed, and forgotten again, apart
//! from what receives. Several replicas may do so at once; of two that have read the same, one writes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    audit_positions::{AuditSteps, read_audit_steps},
    index_content::read_content,
    index_rows::{IndexContent, forget_indexed, settle_losses, write_indexed},
    loaded_persons::read_persons,
};
use crate::store::{Store, audit::AuditEntry, entities::person, store_change::StoreChange, work_log::WorkLog};

/// What the index is to hold from now on.
struct IndexStep {
    audit: AuditSteps,
    contents: BTreeMap<Uuid, IndexContent>,
    /// Who is nobody by themselves: they are gone, or somebody else's record.
    others: BTreeSet<Uuid>,
    now: Timestamp,
}

impl StoreChange for IndexStep {
    /// How many persons it was.
    type Made = usize;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        if !self.audit.note(db).await? {
            return Ok(0);
        }
        // Who was erased meanwhile leaves nothing to be found by.
        let persons: Vec<Uuid> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(person::Column::Id.is_in(self.contents.keys().copied()))
            .order_by_asc(person::Column::Id)
            .lock_exclusive()
            .into_tuple()
            .all(db)
            .await?;
        let wanted = persons.iter().filter_map(|person| Some((*person, self.contents.get(person)?)));
        write_indexed(&wanted.collect(), db).await?;
        forget_indexed(&self.others.iter().copied().collect::<Vec<_>>(), db).await?;
        settle_losses(db).await?;
        if !persons.is_empty() {
            log.audit.push(AuditEntry {
                at: self.now,
                actor: "system".to_owned(),
                action: "persons.indexed",
                person: None,
                subject: None,
            });
        }
        Ok(persons.len())
    }
}

impl Store {
    /// Leads the index of persons on to what has changed since the last time. It stops early while somebody waits to be written, who
    /// is not to wait for it. Gives of how many persons it was.
    pub async fn index_persons(&self) -> anyhow::Result<usize> {
        let mut count = 0;
        while let Some(step) = self.next_index_step().await? {
            count += self.write(step).await?;
            if self.queue_length() > 0 {
                break;
            }
        }
        Ok(count)
    }

    async fn next_index_step(&self) -> anyhow::Result<Option<IndexStep>> {
        let db = &self.databases.readers;
        let audit = read_audit_steps(db).await?;
        if audit.positions.is_empty() {
            return Ok(None);
        }
        let owners = read_persons(&audit.named, db).await?;
        let persons: BTreeSet<Uuid> = owners.values().copied().collect();
        let contents = read_content(&persons, &self.keys, db).await?;
        let named = owners.into_iter().flat_map(|(record, person)| [record, person]);
        let others = named.filter(|id| !contents.contains_key(id)).collect();
        Ok(Some(IndexStep { audit, contents, others, now: Timestamp::now() }))
    }
}
