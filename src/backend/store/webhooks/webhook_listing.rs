//! What endpoints were told, for whoever looks at it, and what staff do with it: one is sent again, or a test is sent.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{DeliveryState, webhook_follow::waiting_delivery};
use crate::store::{
    Store, WriteError,
    audit::AuditEntry,
    entities::{webhook_delivery, webhook_endpoint},
    store_change::StoreChange,
    work_log::WorkLog,
};

/// How long a delivery is kept after it was made.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a test is called where events are named.
const TEST: &str = "test";

/// A delivery, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryView {
    /// What it is called by the receiver, too.
    pub id: Uuid,
    /// The name of what happened, or `test`.
    pub event: String,
    /// How it stands.
    pub state: DeliveryState,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it is tried next, while it waits.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// What was answered last, if anything was.
    pub status: Option<u16>,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
}

impl DeliveryView {
    fn of(row: webhook_delivery::Model) -> anyhow::Result<Self> {
        Ok(Self {
            id: row.id,
            event: row.event,
            state: DeliveryState::parse(&row.state).context("a state of a delivery is unknown")?,
            made_at: Timestamp::from_millisecond(row.made_at)?,
            due_at: Timestamp::from_millisecond(row.due_at)?,
            tries: u32::try_from(row.attempts)?,
            status: row.status.map(u16::try_from).transpose()?,
            tried_at: row.tried_at.map(Timestamp::from_millisecond).transpose()?,
        })
    }
}

/// Something is told to an endpoint that goes on: a test, or what it was told before.
struct DeliveryWish {
    endpoint: Uuid,
    /// What is sent again; a test without it.
    again: Option<Uuid>,
    actor: String,
    now: Timestamp,
}

impl StoreChange for DeliveryWish {
    /// Whether there is such an endpoint that goes on, and such a delivery of it that is not on its way.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let endpoint = webhook_endpoint::Entity::find_by_id(self.endpoint).lock_exclusive().one(db).await?;
        if endpoint.is_none_or(|endpoint| endpoint.stopped_at.is_some()) {
            return Ok(false);
        }
        let (action, subject) = match self.again {
            None => {
                let data = json!({ "type": TEST, "timestamp": self.now.to_string(), "data": {} });
                let row = waiting_delivery(self.endpoint, TEST, data.to_string(), self.now);
                let id = row.id;
                webhook_delivery::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
                ("webhook.tested", id)
            }
            Some(id) => {
                let row = webhook_delivery::Entity::find_by_id(id).lock_exclusive().one(db).await?;
                let over = [DeliveryState::Sent, DeliveryState::Dead, DeliveryState::Held].map(DeliveryState::name);
                let is_over = |row: &webhook_delivery::Model| {
                    row.endpoint_id == self.endpoint && over.contains(&row.state.as_str())
                };
                let Some(row) = row.filter(is_over) else { return Ok(false) };
                let mut row = row.into_active_model();
                row.state = Set(DeliveryState::Waiting.name().to_owned());
                row.due_at = Set(self.now.as_millisecond());
                row.attempts = Set(0);
                row.update(db).await?;
                ("webhook.sent_again", id)
            }
        };
        log.audit.push(AuditEntry::of_row(subject, action, &self.actor, self.now));
        Ok(true)
    }
}

struct DeliverySweep {
    before: Timestamp,
}

impl StoreChange for DeliverySweep {
    type Made = u64;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let is_old = webhook_delivery::Column::MadeAt.lt(self.before.as_millisecond());
        Ok(webhook_delivery::Entity::delete_many().filter(is_old).exec(db).await?.rows_affected)
    }
}

impl Store {
    /// What an endpoint was told last, the newest first, at most so much.
    pub async fn deliveries_of(&self, endpoint: Uuid, most: u64) -> anyhow::Result<Vec<DeliveryView>> {
        let rows = webhook_delivery::Entity::find()
            .filter(webhook_delivery::Column::EndpointId.eq(endpoint))
            .order_by_desc(webhook_delivery::Column::MadeAt)
            .order_by_desc(webhook_delivery::Column::Id)
            .limit(most)
            .all(&self.databases.readers)
            .await?;
        rows.into_iter().map(DeliveryView::of).collect()
    }

    /// Tells an endpoint something that did not happen. Gives whether there is such a one that goes on.
    pub async fn test_webhook(&self, endpoint: Uuid, actor: &str) -> Result<bool, WriteError> {
        let now = Timestamp::now();
        self.write(DeliveryWish { endpoint, again: None, actor: actor.to_owned(), now }).await
    }

    /// Has a delivery of an endpoint be tried again from the beginning. Gives whether that can be.
    pub async fn send_delivery_again(&self, endpoint: Uuid, delivery: Uuid, actor: &str) -> Result<bool, WriteError> {
        let now = Timestamp::now();
        self.write(DeliveryWish { endpoint, again: Some(delivery), actor: actor.to_owned(), now }).await
    }

    /// Forgets what was told long ago; gives how many deliveries.
    pub async fn sweep_deliveries(&self, now: Timestamp) -> Result<u64, WriteError> {
        self.write(DeliverySweep { before: now.checked_sub(KEPT).unwrap_or(Timestamp::MIN) }).await
    }
}
