//! Files as the rest of the program asks for them: which wait to be looked at, what was found, what opens one, and which rows
//! and files have come apart.

use std::collections::BTreeSet;

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query};
use uuid::Uuid;

use super::{
    Store, WrappedKey, WriteError,
    audit::AuditEntry,
    entities::{approval_file, person_key, upload},
    file_cipher::FileKey,
    file_scans::{ScanOutcome, ScannedFiles, due_scans},
    store_change::StoreChange,
    upload_rows::{UploadState, place},
    work_log::WorkLog,
};
use crate::intake::{PersonId, SubmissionId, UploadId};

/// A file as staff see it listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadView {
    /// The file.
    pub id: UploadId,
    /// The field it was sent for.
    pub field: String,
    /// How long it is.
    pub size_bytes: u64,
    /// What is known of it.
    pub state: UploadState,
}

/// A file that may be read.
#[derive(Clone, Debug)]
pub struct OpenUpload {
    /// The file.
    pub id: UploadId,
    /// Its name on the visitor's machine.
    pub name: String,
    /// What the visitor's browser took it for.
    pub content_type: String,
    /// How long it is.
    pub size_bytes: u64,
    /// What is known of it.
    pub state: UploadState,
    /// What opens it.
    pub key: FileKey,
}

impl ScannedFiles for upload::Entity {
    const ID: upload::Column = upload::Column::Id;
    const STATE: upload::Column = upload::Column::State;
    const SCAN_AT: upload::Column = upload::Column::ScanAt;
    const FAILURES: upload::Column = upload::Column::Failures;

    fn failures(row: &upload::Model) -> i32 {
        row.failures
    }

    fn infected(row: &upload::Model, at: Timestamp) -> AuditEntry {
        entry(UploadId(row.id), PersonId(row.person_id), "upload.infected", "system", at)
    }
}

impl Store {
    /// Files that are due to be looked at, oldest first.
    pub async fn uploads_to_scan(&self, now: Timestamp, most: u64) -> anyhow::Result<Vec<OpenUpload>> {
        let rows = due_scans::<upload::Entity>(now, most).all(&self.databases.readers).await?;
        let mut found = Vec::new();
        for row in rows {
            // Whose person is erased is swept up, and read by nobody.
            found.extend(self.open_row(row).await?);
        }
        Ok(found)
    }

    /// Writes down what came of looking at a file.
    pub async fn finish_scan(&self, id: UploadId, outcome: ScanOutcome) -> Result<(), WriteError> {
        self.finish_scan_in::<upload::Entity>(id, outcome).await
    }

    /// The files that came with a submission.
    pub async fn uploads_of(&self, submission: SubmissionId) -> anyhow::Result<Vec<UploadView>> {
        let rows = upload::Entity::find()
            .filter(upload::Column::SubmissionId.eq(submission.0))
            .order_by_asc(upload::Column::Id)
            .all(&self.databases.readers)
            .await?;
        let view = |row: upload::Model| {
            Ok(UploadView {
                id: UploadId(row.id),
                state: state(&row)?,
                size_bytes: u64::try_from(row.size_bytes)?,
                field: row.field,
            })
        };
        rows.into_iter().map(view).collect()
    }

    /// Opens a file for whoever `actor` is, which the audit log tells first. `None` for one that is not there, that nobody may
    /// have, or whose person is erased.
    pub async fn open_upload(&self, id: UploadId, actor: &str) -> anyhow::Result<Option<OpenUpload>> {
        let Some(row) = upload::Entity::find_by_id(id.0).one(&self.databases.readers).await? else { return Ok(None) };
        if !state(&row)?.may_be_read() {
            return Ok(None);
        }
        let person = PersonId(row.person_id);
        let Some(opened) = self.open_row(row).await? else { return Ok(None) };
        self.write(ReadUpload { id, person, actor: actor.to_owned(), at: Timestamp::now() }).await?;
        Ok(Some(opened))
    }

    /// The record of whoever sent a file; `None` if there is none of this name.
    pub async fn sender_of_upload(&self, id: UploadId) -> anyhow::Result<Option<PersonId>> {
        let row = upload::Entity::find_by_id(id.0).one(&self.databases.readers).await?;
        Ok(row.map(|row| PersonId(row.person_id)))
    }

    async fn open_row(&self, row: upload::Model) -> anyhow::Result<Option<OpenUpload>> {
        let person = PersonId(row.person_id);
        let key = person_key::Entity::find_by_id(row.person_id).one(&self.databases.readers).await?;
        let Some(key) = key else { return Ok(None) };
        let key = self.keys.master.unwrap(&WrappedKey { master_key: key.master_key, wrapped: key.wrapped }, person)?;
        let told: serde_json::Value = serde_json::from_slice(&key.open(place(person), &row.sealed)?)?;
        let text = |name: &str| told.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        Ok(Some(OpenUpload {
            id: UploadId(row.id),
            name: text("name").to_owned(),
            content_type: text("type").to_owned(),
            size_bytes: u64::try_from(row.size_bytes)?,
            state: state(&row)?,
            key: FileKey::from_hex(text("key"))?,
        }))
    }

    /// Those of these files that a row knows and a key opens still: what is none of them may go.
    pub async fn known_uploads(&self, ids: &[UploadId]) -> anyhow::Result<BTreeSet<UploadId>> {
        let known: Vec<Uuid> = upload::Entity::find()
            .select_only()
            .column(upload::Column::Id)
            .filter(upload::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .filter(upload::Column::PersonId.in_subquery(persons_with_keys()))
            .into_tuple()
            .all(&self.databases.readers)
            .await?;
        let of_approvals: Vec<Uuid> = approval_file::Entity::find()
            .select_only()
            .column(approval_file::Column::Id)
            .filter(approval_file::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .filter(approval_file::Column::ItemId.in_subquery(persons_with_keys()))
            .into_tuple()
            .all(&self.databases.readers)
            .await?;
        Ok(known.into_iter().chain(of_approvals).map(UploadId).collect())
    }

    /// Forgets the files of persons that are erased; gives how many.
    pub async fn forget_erased_uploads(&self) -> Result<u64, WriteError> {
        self.write(ForgetErased).await
    }
}

fn state(row: &upload::Model) -> anyhow::Result<UploadState> {
    UploadState::parse(&row.state).context("a state of a file is unknown")
}

fn persons_with_keys() -> sea_orm::sea_query::SelectStatement {
    Query::select().column(person_key::Column::PersonId).from(person_key::Entity).take()
}

struct ReadUpload {
    id: UploadId,
    person: PersonId,
    actor: String,
    at: Timestamp,
}

impl StoreChange for ReadUpload {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, _db: &DatabaseTransaction) -> anyhow::Result<()> {
        log.audit.push(entry(self.id, self.person, "upload.read", &self.actor, self.at));
        Ok(())
    }
}

struct ForgetErased;

impl StoreChange for ForgetErased {
    type Made = u64;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let is_erased = upload::Column::PersonId.not_in_subquery(persons_with_keys());
        Ok(upload::Entity::delete_many().filter(is_erased).exec(db).await?.rows_affected)
    }
}

fn entry(id: UploadId, person: PersonId, action: &'static str, actor: &str, at: Timestamp) -> AuditEntry {
    AuditEntry { at, actor: actor.to_owned(), action, person: Some(person), subject: Some(id.0) }
}
