//! What is to be told follows from the audit log, apart from what receives.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};

use super::{DeliveryState, webhook_endpoints::read_events, webhook_positions::FollowedRecords};
use crate::store::{
    Store,
    entities::{webhook_delivery, webhook_endpoint},
    row_id::new_row_id,
    store_change::StoreChange,
    work_log::WorkLog,
};

/// A delivery that is to be, with all that are.
pub(super) fn waiting_delivery(
    endpoint: uuid::Uuid,
    event: &str,
    body: String,
    now: Timestamp,
) -> webhook_delivery::Model {
    webhook_delivery::Model {
        id: new_row_id(),
        endpoint_id: endpoint,
        event: event.to_owned(),
        body,
        state: DeliveryState::Waiting.name().to_owned(),
        made_at: now.as_millisecond(),
        due_at: now.as_millisecond(),
        attempts: 0,
        status: None,
        tried_at: None,
    }
}

/// What endpoints are to be told, with how far was read for it.
pub(super) struct FollowStep {
    pub followed: FollowedRecords,
    pub deliveries: Vec<webhook_delivery::Model>,
}

impl StoreChange for FollowStep {
    /// How many deliveries were added.
    type Made = usize;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<usize> {
        if !self.followed.note(db).await? || self.deliveries.is_empty() {
            return Ok(0);
        }
        let rows = self.deliveries.iter().map(|row| row.clone().into_active_model());
        webhook_delivery::Entity::insert_many(rows).exec_without_returning(db).await?;
        Ok(self.deliveries.len())
    }
}

impl Store {
    /// Writes down what endpoints are to be told of what has happened since the last time; gives how many deliveries that is. It stops
    /// early while somebody waits to be written.
    pub async fn follow_for_webhooks(&self, now: Timestamp) -> anyhow::Result<usize> {
        let mut count = 0;
        while let Some(step) = self.next_follow_step(now).await? {
            count += self.write(step).await?;
            if self.queue_length() > 0 {
                break;
            }
        }
        Ok(count)
    }

    pub(super) async fn next_follow_step(&self, now: Timestamp) -> anyhow::Result<Option<FollowStep>> {
        let db = &self.databases.readers;
        let live = webhook_endpoint::Column::StoppedAt.is_null();
        let endpoints = webhook_endpoint::Entity::find().filter(live).all(db).await?;
        let followed = FollowedRecords::read(!endpoints.is_empty(), db).await?;
        if followed.positions.is_empty() {
            return Ok(None);
        }
        let mut deliveries = Vec::new();
        for record in &followed.records {
            let Some(happening) = self.read_happening(record).await? else { continue };
            for endpoint in &endpoints {
                let is_wanted =
                    record.at >= endpoint.made_at && read_events(&endpoint.events).contains(&happening.event);
                let is_theirs = match &endpoint.programme {
                    Some(programme) if is_wanted => self.is_happening_of(&happening.owner, programme).await?,
                    _ => is_wanted,
                };
                if is_theirs {
                    let mut row = waiting_delivery(endpoint.id, happening.event.name(), happening.body(), now);
                    if endpoint.held_until.is_some_and(|until| record.at <= until) {
                        DeliveryState::Held.name().clone_into(&mut row.state);
                    }
                    deliveries.push(row);
                }
            }
        }
        Ok(Some(FollowStep { followed, deliveries }))
    }
}
