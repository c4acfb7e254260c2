//! Records are written down and edited. Whoever edits one says which version they have seen.

use jiff::{Timestamp, civil::Date};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect};
use uuid::Uuid;

use super::office_record_rows::{OfficeRecordContent, RECORD};
use crate::{
    intake::office_records::{HandOverState, OfficeRecordId, OfficeRecordKind},
    store::{
        Store,
        audit::AuditEntry,
        entities::{office_record, office_record_version, person_key},
        own_keys::{OwnKey, OwnKeys, keep_key},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// A record that is to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOfficeRecord {
    /// The programme that it belongs to; without one, the whole office's.
    pub programme: Option<String>,
    /// What it is.
    pub kind: OfficeRecordKind,
    /// The day that it is about.
    pub day: Date,
    /// How far something is handed over.
    pub state: Option<HandOverState>,
    /// What it says.
    pub content: OfficeRecordContent,
}

/// A record that is to say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeRecordEdit {
    /// Which.
    pub id: OfficeRecordId,
    /// The version that whoever edits it has seen.
    pub version: i32,
    /// The day that it is about.
    pub day: Date,
    /// How far something is handed over.
    pub state: Option<HandOverState>,
    /// What it says from then on.
    pub content: OfficeRecordContent,
}

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordOutcome {
    /// It says so now.
    Edited,
    /// Somebody else has edited it in between.
    Stale,
    /// There is no such record.
    Unknown,
}

struct RecordAddition {
    row: office_record::Model,
    key: person_key::Model,
}

impl StoreChange for RecordAddition {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let row = &self.row;
        keep_key(&self.key, db).await?;
        office_record::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        let at = Timestamp::from_millisecond(row.made_at)?;
        log.audit.push(AuditEntry::of_row(row.id, "office_record.added", &row.made_by, at));
        Ok(())
    }
}

struct RecordChange {
    edit: OfficeRecordEdit,
    sealed: Vec<u8>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for RecordChange {
    type Made = RecordOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<RecordOutcome> {
        let row = office_record::Entity::find_by_id(self.edit.id.0).lock_exclusive().one(db).await?;
        let Some(row) = row else { return Ok(RecordOutcome::Unknown) };
        if row.version != self.edit.version {
            return Ok(RecordOutcome::Stale);
        }
        let before = office_record_version::Model {
            office_record_id: row.id,
            version: row.version,
            day: row.day.clone(),
            state: row.state.clone(),
            edited_at: row.edited_at,
            edited_by: row.edited_by.clone(),
            sealed: row.sealed.clone(),
        };
        office_record_version::Entity::insert(before.into_active_model()).exec_without_returning(db).await?;
        let (id, version) = (row.id, row.version + 1);
        let mut changed = row.into_active_model();
        changed.day = Set(self.edit.day.to_string());
        changed.state = Set(self.edit.state.map(|state| state.name().to_owned()));
        changed.edited_at = Set(self.now.as_millisecond());
        changed.edited_by = Set(self.actor.clone());
        changed.version = Set(version);
        changed.sealed = Set(self.sealed.clone());
        changed.update(db).await?;
        log.audit.push(AuditEntry::of_row(id, "office_record.edited", &self.actor, self.now));
        Ok(RecordOutcome::Edited)
    }
}

impl Store {
    /// Writes a record down.
    pub async fn add_office_record(&self, new: NewOfficeRecord, actor: &str) -> anyhow::Result<OfficeRecordId> {
        let (id, now) = (Uuid::new_v4(), Timestamp::now().as_millisecond());
        let (own, key) = OwnKey::generate(id, &self.keys)?;
        let row = office_record::Model {
            id,
            programme: new.programme,
            kind: new.kind.name().to_owned(),
            day: new.day.to_string(),
            state: new.state.map(|state| state.name().to_owned()),
            made_at: now,
            made_by: actor.to_owned(),
            edited_at: now,
            edited_by: actor.to_owned(),
            version: 1,
            sealed: own.seal(RECORD, &new.content)?,
        };
        self.write(RecordAddition { row, key }).await?;
        Ok(OfficeRecordId(id))
    }

    /// Has a record say something else; what it said is kept.
    pub async fn edit_office_record(&self, edit: OfficeRecordEdit, actor: &str) -> anyhow::Result<RecordOutcome> {
        let keys = OwnKeys::read([edit.id.0], &self.keys, &self.databases.readers).await?;
        let Some(key) = keys.of(edit.id.0) else { return Ok(RecordOutcome::Unknown) };
        let sealed = key.seal(RECORD, &edit.content)?;
        Ok(self.write(RecordChange { edit, sealed, actor: actor.to_owned(), now: Timestamp::now() }).await?)
    }
}
