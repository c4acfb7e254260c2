//! Which endpoints there are. The address and the secret of each are encrypted with a key of its own: an address may hold a token.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    intake::office_api::{WebhookEvent, WebhookSecret},
    store::{
        Store,
        entities::webhook_endpoint,
        own_keys::{OwnKey, OwnKeys, SealedColumn},
    },
};

/// Where what is encrypted lies.
pub(super) const SEALED: SealedColumn = ("webhook_endpoints", "sealed");

/// What is encrypted of an endpoint.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SealedWebhook {
    pub address: String,
    /// As the receiver's program takes it.
    pub secret: String,
}

/// An endpoint, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookView {
    /// What it is called.
    pub id: Uuid,
    /// Where it is.
    pub address: String,
    /// Of what it is told.
    pub events: BTreeSet<WebhookEvent>,
    /// The one programme of which it is told; of all where none is named.
    pub programme: Option<String>,
    /// When it was written down.
    pub made_at: Timestamp,
    /// By which account.
    pub made_by: String,
    /// Since when nothing has gone well there.
    pub failing_since: Option<Timestamp>,
    /// Since when it is told nothing.
    pub stopped_at: Option<Timestamp>,
    /// Who has switched it off: an account, or `system`.
    pub stopped_by: Option<String>,
}

impl SealedWebhook {
    pub fn open(row: &webhook_endpoint::Model, key: &OwnKey) -> anyhow::Result<Self> {
        key.open(SEALED, &row.sealed)
    }

    /// The secret that signs.
    pub fn secret(&self) -> anyhow::Result<WebhookSecret> {
        WebhookSecret::parse(&self.secret).ok_or_else(|| anyhow::anyhow!("a secret of an endpoint cannot be read"))
    }
}

impl WebhookView {
    pub(super) fn of(row: webhook_endpoint::Model, keys: &OwnKeys) -> anyhow::Result<Option<Self>> {
        let Some(key) = keys.of(row.id) else { return Ok(None) };
        let time = |at: Option<i64>| at.map(Timestamp::from_millisecond).transpose();
        Ok(Some(Self {
            id: row.id,
            address: SealedWebhook::open(&row, key)?.address,
            events: read_events(&row.events),
            programme: row.programme,
            made_at: Timestamp::from_millisecond(row.made_at)?,
            made_by: row.made_by,
            failing_since: time(row.failing_since)?,
            stopped_at: time(row.stopped_at)?,
            stopped_by: row.stopped_by,
        }))
    }
}

/// Events as they are kept: names with a blank between them.
pub(super) fn write_events(events: &BTreeSet<WebhookEvent>) -> String {
    events.iter().map(|event| event.name()).collect::<Vec<_>>().join(" ")
}

/// The same, read.
pub(super) fn read_events(text: &str) -> BTreeSet<WebhookEvent> {
    text.split(' ').filter_map(WebhookEvent::parse).collect()
}

impl Store {
    /// All endpoints, the newest first.
    pub async fn webhooks(&self) -> anyhow::Result<Vec<WebhookView>> {
        let readers = &self.databases.readers;
        let rows = webhook_endpoint::Entity::find()
            .order_by_desc(webhook_endpoint::Column::MadeAt)
            .order_by_desc(webhook_endpoint::Column::Id)
            .all(readers)
            .await?;
        let keys = OwnKeys::read(rows.iter().map(|row| row.id), &self.keys, readers).await?;
        let mut views = Vec::new();
        for row in rows {
            views.extend(WebhookView::of(row, &keys)?);
        }
        Ok(views)
    }

    /// One of them; `None` if there is none.
    pub async fn webhook(&self, id: Uuid) -> anyhow::Result<Option<WebhookView>> {
        let readers = &self.databases.readers;
        let Some(row) = webhook_endpoint::Entity::find_by_id(id).one(readers).await? else { return Ok(None) };
        WebhookView::of(row, &OwnKeys::read([id], &self.keys, readers).await?)
    }

    /// How many endpoints were switched off since nothing went well there.
    pub async fn count_broken_webhooks(&self) -> anyhow::Result<u64> {
        let broken = webhook_endpoint::Column::StoppedBy.eq("system");
        Ok(webhook_endpoint::Entity::find().filter(broken).count(&self.databases.readers).await?)
    }
}
