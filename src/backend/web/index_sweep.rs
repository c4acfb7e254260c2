//! What is done every few seconds: whoever has sent or changed something can be found by it.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::state::AppState;

/// How often. Who has just registered is looked for by somebody at the telephone.
const SWEEP: Duration = Duration::from_secs(3);

/// Leads the index of persons on, again and again.
pub(super) async fn sweep_index(state: AppState) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = state.store.index_persons().await {
            log::error!("who has sent something cannot be found yet: {error:#}");
        }
    }
}
