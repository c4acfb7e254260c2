//! Incidents as they stand.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use uuid::Uuid;

use crate::{
    intake::data_incidents::{DataIncidentId, DutyState, IncidentDuty},
    store::{
        Store,
        entities::{data_incident, data_incident_duty},
        own_keys::{OwnKey, OwnKeys, SealedColumn},
    },
};

/// What is known of an incident, encrypted. What was written before lies elsewhere, as it was encrypted here.
pub(super) const INCIDENT: SealedColumn = ("data_incidents", "sealed");

/// Why somebody need not be told, encrypted.
pub(super) const DUTY_REASON: SealedColumn = ("data_incident_duties", "sealed");

/// What is known of an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataIncidentContent {
    /// What happened, in a few words.
    pub title: String,
    /// What happened.
    pub what: String,
    /// Why.
    pub cause: String,
    /// What was done about it.
    pub measures: String,
    /// How it is prevented from now on.
    pub prevention: String,
}

/// An incident as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataIncidentView {
    /// What it is called by programs.
    pub id: DataIncidentId,
    /// When it was noticed.
    pub noticed_at: Timestamp,
    /// Whether somebody may have meant harm.
    pub is_malicious: bool,
    /// The account that wrote it down.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// The account that wrote what is known now.
    pub edited_by: String,
    /// When.
    pub edited_at: Timestamp,
    /// How often it was written, for whoever wants to edit it.
    pub version: i32,
    /// When and by which account it was closed.
    pub closed: Option<(Timestamp, String)>,
    /// What is known of it.
    pub content: DataIncidentContent,
    /// Who has to be told: all of them, in their order.
    pub duties: Vec<DutyView>,
}

/// Somebody who has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyView {
    /// Who.
    pub duty: IncidentDuty,
    /// What became of it.
    pub state: DutyState,
    /// When that was.
    pub at: Option<Timestamp>,
    /// By which account.
    pub actor: String,
    /// Why they need not be told.
    pub reason: String,
}

pub(super) fn open_incident(
    row: data_incident::Model,
    duties: &[data_incident_duty::Model],
    key: Option<&OwnKey>,
) -> anyhow::Result<DataIncidentView> {
    let content = key.map(|key| key.open(INCIDENT, &row.sealed)).transpose()?.unwrap_or_default();
    let own = |duty: &IncidentDuty| {
        let found = duties.iter().find(|known| known.incident_id == row.id && known.duty == duty.name());
        found.map(|found| open_duty(*duty, found, key))
    };
    let closed = row.closed_at.map(Timestamp::from_millisecond).transpose()?;
    Ok(DataIncidentView {
        id: DataIncidentId(row.id),
        noticed_at: Timestamp::from_millisecond(row.noticed_at)?,
        is_malicious: row.is_malicious,
        made_at: Timestamp::from_millisecond(row.made_at)?,
        edited_at: Timestamp::from_millisecond(row.edited_at)?,
        version: row.version,
        content,
        duties: IncidentDuty::VARIANTS.iter().filter_map(own).collect::<anyhow::Result<_>>()?,
        closed: closed.zip(row.closed_by),
        made_by: row.made_by,
        edited_by: row.edited_by,
    })
}

fn open_duty(duty: IncidentDuty, row: &data_incident_duty::Model, key: Option<&OwnKey>) -> anyhow::Result<DutyView> {
    let reason = row.sealed.as_deref().zip(key).map(|(sealed, key)| key.open(DUTY_REASON, sealed)).transpose()?;
    Ok(DutyView {
        duty,
        state: DutyState::parse(&row.state).context("a state of a duty is unknown")?,
        at: row.at.map(Timestamp::from_millisecond).transpose()?,
        actor: row.actor.clone().unwrap_or_default(),
        reason: reason.unwrap_or_default(),
    })
}

/// An incident, locked until the transaction ends; `None` if there is none.
pub(super) async fn lock_incident(
    id: DataIncidentId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<data_incident::Model>> {
    Ok(data_incident::Entity::find_by_id(id.0).lock_exclusive().one(db).await?)
}

/// Who has to be told of incidents.
pub(super) async fn read_duties(
    incidents: impl IntoIterator<Item = Uuid>,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Vec<data_incident_duty::Model>> {
    let of = data_incident_duty::Column::IncidentId.is_in(incidents);
    Ok(data_incident_duty::Entity::find().filter(of).all(db).await?)
}

impl Store {
    /// Incidents, those that were noticed last first, so many; those that are not closed alone, or all.
    pub async fn data_incidents(&self, with_closed: bool, most: u64) -> anyhow::Result<Vec<DataIncidentView>> {
        let readers = &self.databases.readers;
        let mut find = data_incident::Entity::find();
        if !with_closed {
            find = find.filter(data_incident::Column::ClosedAt.is_null());
        }
        let rows = find
            .order_by_desc(data_incident::Column::NoticedAt)
            .order_by_asc(data_incident::Column::Id)
            .limit(most)
            .all(readers)
            .await?;
        let duties = read_duties(rows.iter().map(|row| row.id), readers).await?;
        let keys = OwnKeys::read(rows.iter().map(|row| row.id), &self.keys, readers).await?;
        let open = |row: data_incident::Model| {
            let key = keys.of(row.id);
            open_incident(row, &duties, key)
        };
        rows.into_iter().map(open).collect()
    }
}
