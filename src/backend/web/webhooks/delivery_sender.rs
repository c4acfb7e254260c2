//! Deliveries on their way, side by side. Each endpoint has a lane of its own, so one that is slow keeps nobody waiting but itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use tokio::task::{Id, JoinSet};
use uuid::Uuid;

use super::webhook_post::WebhookPost;
use crate::{
    intake::office_api::WebhookLanes,
    store::{ClaimedDelivery, Store},
};

/// Sends what is due. Whatever is on its way when this ends is tried again later, by whoever is there then.
pub(super) struct DeliverySender {
    store: Store,
    post: WebhookPost,
    lanes: WebhookLanes,
    tries: JoinSet<()>,
    /// Which endpoint a try is for, by its task.
    endpoints: BTreeMap<Id, Uuid>,
}

impl DeliverySender {
    pub fn new(store: Store, post: WebhookPost, lanes: WebhookLanes) -> Self {
        Self { store, post, lanes, tries: JoinSet::new(), endpoints: BTreeMap::new() }
    }

    /// Has what is due at `now` set out, as far as there is room; gives how many that are.
    pub async fn start_due(&mut self, now: Timestamp) -> anyhow::Result<usize> {
        if self.lanes.free() == 0 {
            return Ok(0);
        }
        let claimed = self.store.claim_deliveries(&self.lanes, now).await?;
        let count = claimed.len();
        for delivery in claimed {
            let endpoint = delivery.endpoint;
            let task = self.tries.spawn(try_one(self.store.clone(), self.post.clone(), delivery, now));
            self.endpoints.insert(task.id(), endpoint);
            self.lanes.take(endpoint);
        }
        Ok(count)
    }

    /// Waits until one has come back, and says for which endpoint it was; `None` if none is on its way. Whoever stops waiting misses
    /// nothing.
    pub async fn next_done(&mut self) -> Option<Uuid> {
        let id = match self.tries.join_next_with_id().await? {
            Ok((id, ())) => id,
            Err(error) => {
                log::error!("a delivery was not tried to its end: {error}");
                error.id()
            }
        };
        let endpoint = self.endpoints.remove(&id)?;
        self.lanes.give_back(endpoint);
        Some(endpoint)
    }
}

async fn try_one(store: Store, post: WebhookPost, delivery: ClaimedDelivery, now: Timestamp) {
    let status = post.send(&delivery, now).await;
    if let Err(error) = store.finish_delivery(&delivery, status, now).await {
        log::error!("what became of the delivery {} was not written down: {error}", delivery.id);
    }
}
