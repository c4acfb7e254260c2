//! Endpoints are written down, switched off and on, and removed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    DeliveryState,
    webhook_endpoints::{SEALED, SealedWebhook, write_events},
};
use crate::{
    intake::office_api::{WebhookEvent, WebhookSecret},
    store::{
        Store, WriteError,
        audit::AuditEntry,
        entities::{person_key, webhook_delivery, webhook_endpoint},
        own_keys::{OwnKey, keep_key},
        staff::chance,
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// An endpoint that is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewWebhook {
    /// Where it is; whoever asks has seen to it that it may be there.
    pub address: String,
    /// Of what.
    pub events: BTreeSet<WebhookEvent>,
    /// Of which programme alone, if of one.
    pub programme: Option<String>,
}

/// An endpoint that was written down. Its secret is shown now or never.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeWebhook {
    /// What it is called.
    pub id: Uuid,
    /// By what it knows who tells it.
    pub secret: WebhookSecret,
}

struct WebhookAddition {
    row: webhook_endpoint::Model,
    key: person_key::Model,
}

impl StoreChange for WebhookAddition {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        keep_key(&self.key, db).await?;
        webhook_endpoint::Entity::insert(self.row.clone().into_active_model()).exec_without_returning(db).await?;
        let at = Timestamp::from_millisecond(self.row.made_at)?;
        log.audit.push(AuditEntry::of_row(self.row.id, "webhook.added", &self.row.made_by, at));
        Ok(())
    }
}

/// What becomes of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WebhookChangeKind {
    Stop,
    Start,
    Remove,
}

struct WebhookChange {
    id: Uuid,
    kind: WebhookChangeKind,
    actor: String,
    now: Timestamp,
}

impl StoreChange for WebhookChange {
    /// Whether there is such an endpoint.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = webhook_endpoint::Entity::find_by_id(self.id).lock_exclusive().one(db).await?;
        let Some(row) = row else { return Ok(false) };
        let action = match self.kind {
            WebhookChangeKind::Stop => {
                stop(row, &self.actor, self.now, db).await?;
                "webhook.stopped"
            }
            WebhookChangeKind::Start => {
                let mut row = row.into_active_model();
                (row.failing_since, row.stopped_at, row.stopped_by) = (Set(None), Set(None), Set(None));
                row.update(db).await?;
                "webhook.started"
            }
            WebhookChangeKind::Remove => {
                let of_endpoint = webhook_delivery::Column::EndpointId.eq(self.id);
                webhook_delivery::Entity::delete_many().filter(of_endpoint).exec(db).await?;
                webhook_endpoint::Entity::delete_by_id(self.id).exec(db).await?;
                person_key::Entity::delete_by_id(self.id).exec(db).await?;
                log.leaves_no_trace = true;
                "webhook.removed"
            }
        };
        log.audit.push(AuditEntry::of_row(self.id, action, &self.actor, self.now));
        Ok(true)
    }
}

/// Switches an endpoint off, with all that waits for it: whoever wants it sends it again by hand.
pub(super) async fn stop(
    row: webhook_endpoint::Model,
    actor: &str,
    now: Timestamp,
    db: &DatabaseTransaction,
) -> anyhow::Result<()> {
    let waiting = [DeliveryState::Waiting, DeliveryState::Held].map(DeliveryState::name);
    webhook_delivery::Entity::update_many()
        .col_expr(webhook_delivery::Column::State, Expr::value(DeliveryState::Dead.name()))
        .filter(webhook_delivery::Column::EndpointId.eq(row.id))
        .filter(webhook_delivery::Column::State.is_in(waiting))
        .exec(db)
        .await?;
    let mut row = row.into_active_model();
    row.stopped_at = Set(Some(now.as_millisecond()));
    row.stopped_by = Set(Some(actor.to_owned()));
    row.update(db).await?;
    Ok(())
}

impl Store {
    /// Writes an endpoint down. Its secret cannot be shown again.
    pub async fn add_webhook(&self, new: NewWebhook, actor: &str) -> anyhow::Result<MadeWebhook> {
        let (id, secret) = (Uuid::new_v4(), WebhookSecret::new(chance()));
        let (own, key) = OwnKey::generate(id, &self.keys)?;
        let sealed = SealedWebhook { address: new.address, secret: secret.render() };
        let row = webhook_endpoint::Model {
            id,
            events: write_events(&new.events),
            programme: new.programme,
            sealed: own.seal(SEALED, &sealed)?,
            made_at: Timestamp::now().as_millisecond(),
            made_by: actor.to_owned(),
            failing_since: None,
            stopped_at: None,
            stopped_by: None,
            held_until: None,
        };
        self.write(WebhookAddition { row, key }).await?;
        Ok(MadeWebhook { id, secret })
    }

    /// Has an endpoint be told nothing more. Gives whether there is such a one.
    pub async fn stop_webhook(&self, id: Uuid, actor: &str) -> Result<bool, WriteError> {
        self.change_webhook(id, WebhookChangeKind::Stop, actor).await
    }

    /// Has one be told again, of what happens from now on.
    pub async fn start_webhook(&self, id: Uuid, actor: &str) -> Result<bool, WriteError> {
        self.change_webhook(id, WebhookChangeKind::Start, actor).await
    }

    /// Forgets an endpoint, with its secret and all that it was told.
    pub async fn remove_webhook(&self, id: Uuid, actor: &str) -> Result<bool, WriteError> {
        self.change_webhook(id, WebhookChangeKind::Remove, actor).await
    }

    async fn change_webhook(&self, id: Uuid, kind: WebhookChangeKind, actor: &str) -> Result<bool, WriteError> {
        self.write(WebhookChange { id, kind, actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}
