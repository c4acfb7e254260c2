//! Deliveries are claimed by one process, tried, and what became of that is written down. One whose process has ended in between is tried
//! again: receivers know by its id that it is the same.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Condition, Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::{DeliveryState, webhook_changes::stop, webhook_endpoints::SealedWebhook};
use crate::{
    intake::office_api::{WebhookLanes, WebhookSecret, WebhookStatus, WebhookStep, is_given_up, next_step},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{webhook_delivery, webhook_endpoint},
        own_keys::OwnKeys,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How long a try may take before it counts as cut off: longer than an endpoint is ever waited for.
const ATTEMPT: SignedDuration = SignedDuration::from_mins(5);

/// A delivery that this process is to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedDelivery {
    /// What it is called by the receiver, too, however often it is tried.
    pub id: Uuid,
    /// Which endpoint it is for.
    pub endpoint: Uuid,
    /// Where it goes.
    pub address: String,
    /// By what it is signed.
    pub secret: WebhookSecret,
    /// What is sent.
    pub body: String,
    /// How many tries there are with this one.
    pub tries: u32,
}

/// Whether a delivery is claimed by one process alone, or, to show what that is for, by all that find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClaimGuard {
    On,
    #[cfg(test)]
    Off,
}

pub(super) struct DeliveryClaim {
    pub lanes: WebhookLanes,
    pub now: Timestamp,
    pub guard: ClaimGuard,
}

impl StoreChange for DeliveryClaim {
    type Made = Vec<webhook_delivery::Model>;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<Self::Made> {
        let now = self.now.as_millisecond();
        let mut rows = Vec::new();
        for endpoint in self.endpoints_with_due(db).await? {
            let left = self.lanes.free().saturating_sub(u64::try_from(rows.len())?);
            if left == 0 {
                break;
            }
            let found = webhook_delivery::Entity::find()
                .filter(webhook_delivery::Column::EndpointId.eq(endpoint))
                .filter(self.is_due())
                .order_by_asc(webhook_delivery::Column::DueAt)
                .limit(Ord::min(self.lanes.free_to(endpoint), left))
                .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
            rows.extend(found.all(db).await?);
        }
        if self.guard == ClaimGuard::On && !rows.is_empty() {
            webhook_delivery::Entity::update_many()
                .col_expr(webhook_delivery::Column::State, Expr::value(DeliveryState::Sending.name()))
                .col_expr(webhook_delivery::Column::DueAt, Expr::value(now))
                .col_expr(webhook_delivery::Column::Attempts, Expr::col(webhook_delivery::Column::Attempts).add(1))
                .filter(webhook_delivery::Column::Id.is_in(rows.iter().map(|row| row.id)))
                .exec(db)
                .await?;
        }
        Ok(rows)
    }
}

impl DeliveryClaim {
    /// What waits and is due, and what was claimed so long ago that whoever did so has ended.
    fn is_due(&self) -> Condition {
        let cut_off = self.now.checked_sub(ATTEMPT).unwrap_or(Timestamp::MIN);
        let due = |state: DeliveryState, until: Timestamp| {
            Condition::all()
                .add(webhook_delivery::Column::State.eq(state.name()))
                .add(webhook_delivery::Column::DueAt.lte(until.as_millisecond()))
        };
        Condition::any().add(due(DeliveryState::Waiting, self.now)).add(due(DeliveryState::Sending, cut_off))
    }

    /// The endpoints for which something is due and whose lane has room, whoever has waited the longest first.
    async fn endpoints_with_due(&self, db: &DatabaseTransaction) -> anyhow::Result<Vec<Uuid>> {
        let found: Vec<Uuid> = webhook_delivery::Entity::find()
            .select_only()
            .column(webhook_delivery::Column::EndpointId)
            .filter(self.is_due())
            .group_by(webhook_delivery::Column::EndpointId)
            .order_by_asc(webhook_delivery::Column::DueAt.min())
            .order_by_asc(webhook_delivery::Column::EndpointId)
            .into_tuple()
            .all(db)
            .await?;
        Ok(found.into_iter().filter(|endpoint| self.lanes.free_to(*endpoint) > 0).collect())
    }
}

struct DeliveryEnd {
    id: Uuid,
    tries: u32,
    status: WebhookStatus,
    now: Timestamp,
}

impl StoreChange for DeliveryEnd {
    /// How it stands then; `None` if its endpoint is not there any more.
    type Made = Option<WebhookStep>;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<Option<WebhookStep>> {
        let Some(row) = webhook_delivery::Entity::find_by_id(self.id).one(db).await? else { return Ok(None) };
        let endpoint = webhook_endpoint::Entity::find_by_id(row.endpoint_id).lock_exclusive().one(db).await?;
        let Some(endpoint) = endpoint else { return Ok(None) };
        let mut step = next_step(self.tries, self.status, self.now);
        if endpoint.stopped_at.is_some() && step != WebhookStep::Sent {
            step = WebhookStep::Dead;
        }
        let mut row = row.into_active_model();
        let state = match step {
            WebhookStep::Sent => DeliveryState::Sent,
            WebhookStep::Again(at) => {
                row.due_at = Set(at.as_millisecond());
                DeliveryState::Waiting
            }
            WebhookStep::Dead => DeliveryState::Dead,
        };
        row.state = Set(state.name().to_owned());
        row.status = Set(self.status.map(i32::from));
        row.tried_at = Set(Some(self.now.as_millisecond()));
        row.update(db).await?;
        self.note_endpoint(endpoint, step, log, db).await?;
        Ok(Some(step))
    }
}

impl DeliveryEnd {
    /// Notes whether things go well at an endpoint, and switches it off once they have not for days.
    async fn note_endpoint(
        &self,
        endpoint: webhook_endpoint::Model,
        step: WebhookStep,
        log: &mut WorkLog,
        db: &DatabaseTransaction,
    ) -> anyhow::Result<()> {
        if endpoint.stopped_at.is_some() {
            return Ok(());
        }
        let failing_since = endpoint.failing_since.unwrap_or(self.now.as_millisecond());
        let now_failing = (step != WebhookStep::Sent).then_some(failing_since);
        let id = endpoint.id;
        let mut changed = endpoint.into_active_model();
        changed.failing_since = Set(now_failing);
        let endpoint = changed.update(db).await?;
        let Some(since) = now_failing else { return Ok(()) };
        if is_given_up(Timestamp::from_millisecond(since)?, self.status, self.now) {
            stop(endpoint, "system", self.now, db).await?;
            log.audit.push(AuditEntry::of_row(id, "webhook.stopped", "system", self.now));
        }
        Ok(())
    }
}

impl Store {
    /// Claims deliveries that are due, as many as the lanes of this process have room for, for it to try.
    pub async fn claim_deliveries(&self, lanes: &WebhookLanes, now: Timestamp) -> anyhow::Result<Vec<ClaimedDelivery>> {
        let rows = self.write(DeliveryClaim { lanes: lanes.clone(), now, guard: ClaimGuard::On }).await?;
        self.open_deliveries(rows).await
    }

    pub(super) async fn open_deliveries(
        &self,
        rows: Vec<webhook_delivery::Model>,
    ) -> anyhow::Result<Vec<ClaimedDelivery>> {
        let readers = &self.databases.readers;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.endpoint_id).collect();
        let endpoints = webhook_endpoint::Entity::find();
        let endpoints = endpoints.filter(webhook_endpoint::Column::Id.is_in(ids.iter().copied())).all(readers).await?;
        let keys = OwnKeys::read(ids, &self.keys, readers).await?;
        let mut opened: BTreeMap<Uuid, SealedWebhook> = BTreeMap::new();
        for endpoint in &endpoints {
            let key = keys.of(endpoint.id).context("the key of an endpoint is missing")?;
            opened.insert(endpoint.id, SealedWebhook::open(endpoint, key)?);
        }
        let mut claimed = Vec::new();
        for row in rows {
            // An endpoint that was removed meanwhile has taken its deliveries along.
            let Some(endpoint) = opened.get(&row.endpoint_id) else { continue };
            claimed.push(ClaimedDelivery {
                id: row.id,
                endpoint: row.endpoint_id,
                address: endpoint.address.clone(),
                secret: endpoint.secret()?,
                body: row.body,
                tries: u32::try_from(row.attempts)? + 1,
            });
        }
        Ok(claimed)
    }

    /// Writes down what was answered to a try. Gives what becomes of it; `None` if its endpoint is not there any more.
    pub async fn finish_delivery(
        &self,
        claimed: &ClaimedDelivery,
        status: WebhookStatus,
        now: Timestamp,
    ) -> Result<Option<WebhookStep>, WriteError> {
        self.write(DeliveryEnd { id: claimed.id, tries: claimed.tries, status, now }).await
    }
}
