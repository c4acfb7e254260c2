//! What a restore keeps back. What waited at the time of the backup, and what had happened by then and was not told, may have been told
//! since: nobody is told twice, so it waits until staff decide.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select,
    sea_query::Expr,
};
use uuid::Uuid;

use super::DeliveryState;
use crate::store::{
    Store, WriteError,
    audit::AuditEntry,
    entities::{webhook_delivery, webhook_endpoint},
    store_change::StoreChange,
    work_log::WorkLog,
};

/// What staff decide of what was kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldDeliveries {
    /// All of it goes out: receivers know by its id what they have had.
    Send,
    /// None of it does.
    Drop,
}

/// Keeps back what waits in a restored database, and what is written down later of what happened until `now`; gives how many
/// deliveries waited.
pub(in crate::store) async fn hold_deliveries(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<u64> {
    webhook_endpoint::Entity::update_many()
        .col_expr(webhook_endpoint::Column::HeldUntil, Expr::value(now.as_millisecond()))
        .exec(db)
        .await?;
    let open = [DeliveryState::Waiting, DeliveryState::Sending].map(DeliveryState::name);
    let held = webhook_delivery::Entity::update_many()
        .col_expr(webhook_delivery::Column::State, Expr::value(DeliveryState::Held.name()))
        .filter(webhook_delivery::Column::State.is_in(open))
        .exec(db)
        .await?;
    Ok(held.rows_affected)
}

fn held() -> Select<webhook_delivery::Entity> {
    webhook_delivery::Entity::find().filter(webhook_delivery::Column::State.eq(DeliveryState::Held.name()))
}

struct HeldDecision {
    endpoint: Uuid,
    decision: HeldDeliveries,
    actor: String,
    now: Timestamp,
}

impl StoreChange for HeldDecision {
    /// Whether something was held for an endpoint that goes on, or need not.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let endpoint = webhook_endpoint::Entity::find_by_id(self.endpoint).lock_exclusive().one(db).await?;
        let Some(endpoint) = endpoint else { return Ok(false) };
        let (state, action) = match self.decision {
            HeldDeliveries::Send if endpoint.stopped_at.is_some() => return Ok(false),
            HeldDeliveries::Send => (DeliveryState::Waiting, "webhook.held_sent"),
            HeldDeliveries::Drop => (DeliveryState::Dead, "webhook.held_dropped"),
        };
        let mut decided = webhook_delivery::Entity::update_many()
            .col_expr(webhook_delivery::Column::State, Expr::value(state.name()))
            .filter(webhook_delivery::Column::EndpointId.eq(self.endpoint))
            .filter(webhook_delivery::Column::State.eq(DeliveryState::Held.name()));
        if state == DeliveryState::Waiting {
            decided = decided
                .col_expr(webhook_delivery::Column::DueAt, Expr::value(self.now.as_millisecond()))
                .col_expr(webhook_delivery::Column::Attempts, Expr::value(0));
        }
        if decided.exec(db).await?.rows_affected == 0 {
            return Ok(false);
        }
        log.audit.push(AuditEntry::of_row(self.endpoint, action, &self.actor, self.now));
        Ok(true)
    }
}

impl Store {
    /// How many deliveries wait since a restore for staff to decide, to all endpoints.
    pub async fn count_held_deliveries(&self) -> anyhow::Result<u64> {
        Ok(held().count(&self.databases.readers).await?)
    }

    /// How many of them are for this endpoint.
    pub async fn count_held_deliveries_to(&self, endpoint: Uuid) -> anyhow::Result<u64> {
        let theirs = webhook_delivery::Column::EndpointId.eq(endpoint);
        Ok(held().filter(theirs).count(&self.databases.readers).await?)
    }

    /// Decides of all that is held for an endpoint. Gives whether there was something, and it could be done.
    pub async fn decide_held_deliveries(
        &self,
        endpoint: Uuid,
        decision: HeldDeliveries,
        actor: &str,
    ) -> Result<bool, WriteError> {
        self.write(HeldDecision { endpoint, decision, actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}
