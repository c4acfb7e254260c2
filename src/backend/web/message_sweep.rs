//! What is done every few seconds: messages that are being sent go on, a few mails at a time.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use super::state::AppState;
use crate::intake::messages::FEED_S;

/// Has messages go on, again and again.
pub(super) async fn sweep_messages(state: AppState) {
    let mut ticks = interval(Duration::from_secs(FEED_S.into()));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = state.store.feed_messages(Timestamp::now()).await {
            log::error!("messages do not go on: {error:#}");
        }
    }
}
