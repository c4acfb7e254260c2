//! What is done every few seconds: what has happened is written down for the endpoints that want it, and what is due goes out.

use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use super::{reach_of, webhook_post::WebhookPost};
use crate::{
    store::{ClaimedDelivery, Store},
    web::state::AppState,
};

/// How often.
const SWEEP: Duration = Duration::from_secs(3);

/// How many are sent at once.
const AT_ONCE: u64 = 16;

/// Tells endpoints what has happened, again and again.
pub(in crate::web) async fn sweep_webhooks(state: AppState) {
    let post = WebhookPost::new(reach_of(&state.settings));
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = tell(&state.store, &post).await {
            log::error!("other programs are not told what has happened: {error:#}");
        }
    }
}

async fn tell(store: &Store, post: &WebhookPost) -> anyhow::Result<()> {
    store.follow_for_webhooks(Timestamp::now()).await?;
    while send_due(store, post, Timestamp::now()).await? > 0 {}
    Ok(())
}

/// Sends what is due at `now`, some at a time; gives how many tries that were.
pub(super) async fn send_due(store: &Store, post: &WebhookPost, now: Timestamp) -> anyhow::Result<usize> {
    let claimed = store.claim_deliveries(AT_ONCE, now).await?;
    for done in join_all(claimed.iter().map(|delivery| send(store, post, delivery, now))).await {
        done?;
    }
    Ok(claimed.len())
}

async fn send(store: &Store, post: &WebhookPost, delivery: &ClaimedDelivery, now: Timestamp) -> anyhow::Result<()> {
    let status = post.send(delivery, now).await;
    store.finish_delivery(delivery, status, now).await?;
    Ok(())
}
