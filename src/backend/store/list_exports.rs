//! Lists that staff took away as files: which, when, why, and in the audit log of whom something was in them.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    Store, WriteError, audit::AuditEntry, entities::list_export, row_id::new_row_id, store_change::StoreChange,
    work_log::WorkLog,
};
use crate::intake::PersonId;

/// What the audit log calls it that a list was taken away. Whoever is in it has a record beside.
pub(super) const LIST_EXPORTED: &str = "list.exported";

/// A list that is taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewListExport {
    /// Which list: the path of its page, without what it was narrowed by.
    pub list: String,
    /// As what, such as `csv`.
    pub format: &'static str,
    /// Why. It is kept as it is, so it must not name anybody.
    pub reason: String,
    /// How many rows it has.
    pub rows: usize,
    /// Of whom something is in it.
    pub persons: BTreeSet<PersonId>,
}

/// A list that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListExport {
    /// What the audit log calls it.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The account that took it.
    pub account: String,
    /// Which list.
    pub list: String,
    /// As what.
    pub format: String,
    /// Why.
    pub reason: String,
    /// How many rows it had.
    pub rows: u64,
}

struct ExportNote {
    row: list_export::Model,
    persons: BTreeSet<PersonId>,
}

impl StoreChange for ExportNote {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        list_export::Entity::insert(self.row.clone().into_active_model()).exec_without_returning(db).await?;
        let at = Timestamp::from_millisecond(self.row.at)?;
        let entry = |action, person| AuditEntry {
            at,
            actor: self.row.account.clone(),
            action,
            person,
            subject: Some(self.row.id),
        };
        log.audit.push(entry(LIST_EXPORTED, None));
        log.audit.extend(self.persons.iter().map(|person| entry("person.exported", Some(*person))));
        Ok(())
    }
}

impl Store {
    /// Writes down that an account takes a list away, before it has it.
    pub async fn note_list_export(&self, export: NewListExport, account: &str) -> Result<(), WriteError> {
        let row = list_export::Model {
            id: new_row_id(),
            at: Timestamp::now().as_millisecond(),
            account: account.to_owned(),
            list: export.list,
            format: export.format.to_owned(),
            reason: export.reason,
            row_count: i64::try_from(export.rows).unwrap_or(i64::MAX),
        };
        self.write(ExportNote { row, persons: export.persons }).await
    }

    /// The lists that were taken away, the newest first, at most so many.
    pub async fn list_exports(&self, most: u64) -> anyhow::Result<Vec<ListExport>> {
        let rows = list_export::Entity::find()
            .order_by_desc(list_export::Column::At)
            .order_by_desc(list_export::Column::Id)
            .limit(most)
            .all(&self.databases.readers)
            .await?;
        let read = |row: list_export::Model| {
            Ok(ListExport {
                id: row.id,
                at: Timestamp::from_millisecond(row.at)?,
                account: row.account,
                list: row.list,
                format: row.format,
                reason: row.reason,
                rows: u64::try_from(row.row_count)?,
            })
        };
        rows.into_iter().map(read).collect()
    }
}
