//! An incident is written down and edited, and closed once everybody was told who has to be.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};
use strum::VariantArray;
use uuid::Uuid;

use super::data_incident_rows::{DataIncidentContent, INCIDENT, lock_incident, read_duties};
use crate::{
    intake::data_incidents::{DataIncidentId, DutyState, IncidentDuty},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{data_incident, data_incident_duty, data_incident_version, person_key},
        own_keys::{OwnKey, OwnKeys, keep_key},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What is to be known of an incident from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataIncidentEdit {
    /// Which.
    pub id: DataIncidentId,
    /// The version that whoever edits it has seen.
    pub version: i32,
    /// When it was noticed.
    pub noticed_at: Timestamp,
    /// Whether somebody may have meant harm.
    pub is_malicious: bool,
    /// What is known.
    pub content: DataIncidentContent,
}

/// What became of a change of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncidentOutcome {
    /// It is so now.
    Changed,
    /// Somebody else has changed it in between.
    Stale,
    /// It is closed.
    Closed,
    /// There is no such incident.
    Unknown,
}

/// What became of closing an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CloseOutcome {
    /// It is closed.
    Closed,
    /// It was closed before.
    ClosedBefore,
    /// These have to be told still.
    Open(Vec<IncidentDuty>),
    /// There is no such incident.
    Unknown,
}

struct IncidentAddition {
    row: data_incident::Model,
    key: person_key::Model,
}

impl StoreChange for IncidentAddition {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let row = &self.row;
        keep_key(&self.key, db).await?;
        data_incident::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        let duty = |duty: &IncidentDuty| data_incident_duty::Model {
            incident_id: row.id,
            duty: duty.name().to_owned(),
            state: DutyState::Open.name().to_owned(),
            at: None,
            actor: None,
            sealed: None,
        };
        let duties = IncidentDuty::VARIANTS.iter().map(|known| duty(known).into_active_model());
        data_incident_duty::Entity::insert_many(duties).exec_without_returning(db).await?;
        let at = Timestamp::from_millisecond(row.made_at)?;
        log.audit.push(AuditEntry::of_row(row.id, "data_incident.added", &row.made_by, at));
        Ok(())
    }
}

struct DataIncidentChange {
    edit: DataIncidentEdit,
    sealed: Vec<u8>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for DataIncidentChange {
    type Made = IncidentOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<IncidentOutcome> {
        let Some(row) = lock_incident(self.edit.id, db).await? else { return Ok(IncidentOutcome::Unknown) };
        if row.closed_at.is_some() {
            return Ok(IncidentOutcome::Closed);
        }
        if row.version != self.edit.version {
            return Ok(IncidentOutcome::Stale);
        }
        let before = data_incident_version::Model {
            incident_id: row.id,
            version: row.version,
            noticed_at: row.noticed_at,
            is_malicious: row.is_malicious,
            edited_at: row.edited_at,
            edited_by: row.edited_by.clone(),
            sealed: row.sealed.clone(),
        };
        data_incident_version::Entity::insert(before.into_active_model()).exec_without_returning(db).await?;
        let (id, version) = (row.id, row.version + 1);
        let mut changed = row.into_active_model();
        changed.noticed_at = Set(self.edit.noticed_at.as_millisecond());
        changed.is_malicious = Set(self.edit.is_malicious);
        changed.edited_at = Set(self.now.as_millisecond());
        changed.edited_by = Set(self.actor.clone());
        changed.version = Set(version);
        changed.sealed = Set(self.sealed.clone());
        changed.update(db).await?;
        log.audit.push(AuditEntry::of_row(id, "data_incident.edited", &self.actor, self.now));
        Ok(IncidentOutcome::Changed)
    }
}

struct Closing {
    id: DataIncidentId,
    actor: String,
    now: Timestamp,
}

impl StoreChange for Closing {
    type Made = CloseOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<CloseOutcome> {
        let Some(row) = lock_incident(self.id, db).await? else { return Ok(CloseOutcome::Unknown) };
        if row.closed_at.is_some() {
            return Ok(CloseOutcome::ClosedBefore);
        }
        let duties = read_duties([row.id], db).await?;
        let open: Vec<IncidentDuty> = IncidentDuty::VARIANTS
            .iter()
            .copied()
            .filter(|duty| {
                let mut of_duty = duties.iter().filter(|known| known.duty == duty.name());
                !of_duty.any(|known| known.state != DutyState::Open.name())
            })
            .collect();
        if !open.is_empty() {
            return Ok(CloseOutcome::Open(open));
        }
        let mut changed = row.into_active_model();
        changed.closed_at = Set(Some(self.now.as_millisecond()));
        changed.closed_by = Set(Some(self.actor.clone()));
        changed.update(db).await?;
        log.audit.push(AuditEntry::of_row(self.id.0, "data_incident.closed", &self.actor, self.now));
        Ok(CloseOutcome::Closed)
    }
}

impl Store {
    /// Writes an incident down. Everybody has to be told from then on who has to be.
    pub async fn add_data_incident(
        &self,
        (noticed_at, is_malicious): (Timestamp, bool),
        content: &DataIncidentContent,
        actor: &str,
    ) -> anyhow::Result<DataIncidentId> {
        let (id, now) = (Uuid::new_v4(), Timestamp::now().as_millisecond());
        let (own, key) = OwnKey::generate(id, &self.keys)?;
        let row = data_incident::Model {
            id,
            noticed_at: noticed_at.as_millisecond(),
            is_malicious,
            made_at: now,
            made_by: actor.to_owned(),
            edited_at: now,
            edited_by: actor.to_owned(),
            version: 1,
            sealed: own.seal(INCIDENT, content)?,
            closed_at: None,
            closed_by: None,
        };
        self.write(IncidentAddition { row, key }).await?;
        Ok(DataIncidentId(id))
    }

    /// Has something else be known of an incident; what was written before is kept.
    pub async fn edit_data_incident(&self, edit: DataIncidentEdit, actor: &str) -> anyhow::Result<IncidentOutcome> {
        let keys = OwnKeys::read([edit.id.0], &self.keys, &self.databases.readers).await?;
        let Some(key) = keys.of(edit.id.0) else { return Ok(IncidentOutcome::Unknown) };
        let sealed = key.seal(INCIDENT, &edit.content)?;
        Ok(self.write(DataIncidentChange { edit, sealed, actor: actor.to_owned(), now: Timestamp::now() }).await?)
    }

    /// Closes an incident of which everybody was told, or need not be.
    pub async fn close_data_incident(&self, id: DataIncidentId, actor: &str) -> Result<CloseOutcome, WriteError> {
        self.write(Closing { id, actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}
