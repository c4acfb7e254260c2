//! Somebody was told of an incident, or need not be, for a reason.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::{
    data_incident_changes::IncidentOutcome,
    data_incident_rows::{DUTY_REASON, lock_incident},
};
use crate::{
    intake::data_incidents::{DataIncidentId, DutyState, IncidentDuty},
    store::{
        Store, audit::AuditEntry, entities::data_incident_duty, own_keys::OwnKeys, store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What became of telling somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyMark {
    /// Of which incident.
    pub id: DataIncidentId,
    /// Whom.
    pub duty: IncidentDuty,
    /// What became of it; open again, where it was marked by mistake.
    pub state: DutyState,
    /// When they were told.
    pub at: Timestamp,
    /// Why they need not be told.
    pub reason: String,
}

struct DutyChange {
    mark: DutyMark,
    sealed: Option<Vec<u8>>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for DutyChange {
    type Made = IncidentOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<IncidentOutcome> {
        let mark = &self.mark;
        let Some(incident) = lock_incident(mark.id, db).await? else { return Ok(IncidentOutcome::Unknown) };
        if incident.closed_at.is_some() {
            return Ok(IncidentOutcome::Closed);
        }
        let key = (mark.id.0, mark.duty.name().to_owned());
        let row = data_incident_duty::Entity::find_by_id(key).one(db).await?;
        let Some(row) = row else { return Ok(IncidentOutcome::Unknown) };
        let is_open = mark.state == DutyState::Open;
        if !is_open && row.state != DutyState::Open.name() {
            return Ok(IncidentOutcome::Stale);
        }
        let mut changed = row.into_active_model();
        changed.state = Set(mark.state.name().to_owned());
        changed.at = Set((!is_open).then(|| mark.at.as_millisecond()));
        changed.actor = Set((!is_open).then(|| self.actor.clone()));
        changed.sealed = Set(self.sealed.clone());
        changed.update(db).await?;
        let action = match mark.state {
            DutyState::Open => "data_incident.duty_reopened",
            DutyState::Done => "data_incident.told",
            DutyState::NotRequired => "data_incident.not_required",
        };
        log.audit.push(AuditEntry::of_row(mark.id.0, action, &self.actor, self.now));
        Ok(IncidentOutcome::Changed)
    }
}

impl Store {
    /// Says what became of telling somebody of an incident. What is marked already is not marked again, unless it is opened before.
    pub async fn mark_duty(&self, mark: DutyMark, actor: &str) -> anyhow::Result<IncidentOutcome> {
        let keys = OwnKeys::read([mark.id.0], &self.keys, &self.databases.readers).await?;
        let reason = Some(mark.reason.as_str()).filter(|_| mark.state == DutyState::NotRequired);
        let sealed = reason.zip(keys.of(mark.id.0)).map(|(reason, key)| key.seal(DUTY_REASON, reason)).transpose()?;
        Ok(self.write(DutyChange { mark, sealed, actor: actor.to_owned(), now: Timestamp::now() }).await?)
    }
}
