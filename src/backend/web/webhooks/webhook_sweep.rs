//! What is done every few seconds: what has happened is written down for the endpoints that want it, and what is due goes out.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{delivery_sender::DeliverySender, reach_of, webhook_post::WebhookPost};
use crate::{intake::office_api::WebhookLanes, store::Store, web::state::AppState};

/// How often it is looked what has happened.
const SWEEP: Duration = Duration::from_secs(3);

/// How many deliveries are on their way at once, at all and to each endpoint.
const AT_ONCE: (u64, u64) = (64, 4);

/// How long somebody else's server may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Tells endpoints what has happened, again and again.
pub(in crate::web) async fn sweep_webhooks(state: AppState) {
    let post = WebhookPost::new(reach_of(&state.settings), PATIENCE);
    tell(&state.store, post, SWEEP).await;
}

/// The same, looking this often.
pub(super) async fn tell(store: &Store, post: WebhookPost, every: Duration) {
    let (most, most_each) = AT_ONCE;
    let mut sender = DeliverySender::new(store.clone(), post, WebhookLanes::new(most, most_each));
    loop {
        let next = Instant::now() + every;
        if let Err(error) = store.follow_for_webhooks(Timestamp::now()).await {
            log::error!("other programs are not told what has happened: {error:#}");
        }
        send_until(&mut sender, next).await;
    }
}

/// Sends what is due until `end`. Whatever comes back makes room for more, and nothing is waited for.
async fn send_until(sender: &mut DeliverySender, end: Instant) {
    loop {
        if let Err(error) = sender.start_due(Timestamp::now()).await {
            log::error!("what is due is not sent to other programs: {error:#}");
            break;
        }
        match timeout_at(end, sender.next_done()).await {
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(_) => return,
        }
    }
    sleep_until(end).await;
}
