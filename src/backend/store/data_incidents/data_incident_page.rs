//! One incident with everything: what is known, what was written before, whom it touched. Opening it is written into the audit log.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    data_incident_rows::{DataIncidentContent, DataIncidentView, INCIDENT, open_incident, read_duties},
    touched_persons::{TouchedPerson, read_touched},
};
use crate::{
    intake::data_incidents::DataIncidentId,
    store::{
        Store,
        audit::AuditEntry,
        entities::{data_incident, data_incident_version},
        own_keys::OwnKeys,
    },
};

/// One incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataIncidentPage {
    /// How it stands.
    pub incident: DataIncidentView,
    /// What was written before, newest first.
    pub earlier: Vec<EarlierIncident>,
    /// Whom it touched.
    pub persons: Vec<TouchedPerson>,
}

/// What was written of an incident before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierIncident {
    /// When it was said to have been noticed.
    pub noticed_at: Timestamp,
    /// Whether somebody was said to have meant harm.
    pub is_malicious: bool,
    /// The account that wrote it.
    pub edited_by: String,
    /// When.
    pub edited_at: Timestamp,
    /// What was known.
    pub content: DataIncidentContent,
}

impl Store {
    /// One incident, for an account that is written down; `None` if there is none.
    pub async fn data_incident(&self, id: DataIncidentId, actor: &str) -> anyhow::Result<Option<DataIncidentPage>> {
        let readers = &self.databases.readers;
        let Some(row) = data_incident::Entity::find_by_id(id.0).one(readers).await? else { return Ok(None) };
        self.write(AuditEntry::of_row(id.0, "data_incident.opened", actor, Timestamp::now())).await?;
        let (duties, keys) = (read_duties([id.0], readers).await?, OwnKeys::read([id.0], &self.keys, readers).await?);
        let rows = data_incident_version::Entity::find()
            .filter(data_incident_version::Column::IncidentId.eq(id.0))
            .order_by_desc(data_incident_version::Column::Version)
            .all(readers)
            .await?;
        let earlier = |row: data_incident_version::Model| {
            let content = keys.of(id.0).map(|key| key.open(INCIDENT, &row.sealed)).transpose()?;
            Ok(EarlierIncident {
                noticed_at: Timestamp::from_millisecond(row.noticed_at)?,
                is_malicious: row.is_malicious,
                edited_at: Timestamp::from_millisecond(row.edited_at)?,
                edited_by: row.edited_by,
                content: content.unwrap_or_default(),
            })
        };
        Ok(Some(DataIncidentPage {
            earlier: rows.into_iter().map(earlier).collect::<anyhow::Result<_>>()?,
            persons: read_touched(id, readers).await?,
            incident: open_incident(row, &duties, keys.of(id.0))?,
        }))
    }
}
