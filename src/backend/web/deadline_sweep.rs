//! What is done a few times a minute: offers that nobody took and seats that nobody confirmed end, who comes is reminded, and
//! companies are told of the talks at their tables.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use super::state::AppState;

/// How often offers and unconfirmed seats are looked at that may be over, and events that may be near.
const SWEEP: Duration = Duration::from_secs(15);

/// Ends what is over and reminds of what is near, again and again.
pub(super) async fn sweep_deadlines(state: AppState) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let rules = match state.rules().await {
            Ok(rules) => rules,
            Err(error) => {
                log::error!("what staff have set cannot be read: {error:#}");
                state.settings.rules()
            }
        };
        if let Err(error) = state.store.expire_registrations(rules.offer_hours).await {
            log::error!("what is over cannot be ended: {error:#}");
        }
        if let Err(error) = state.store.expire_bookings().await {
            log::error!("bookings that nobody confirmed cannot be ended: {error:#}");
        }
        if let Err(error) = state.store.remind(Timestamp::now(), rules.reminder_hours).await {
            log::error!("nobody can be reminded: {error:#}");
        }
        if let Err(error) = state.store.offer_talks(rules.offer_hours, Timestamp::now()).await {
            log::error!("what is free at tables cannot be offered: {error:#}");
        }
        if let Err(error) = state.store.tell_tables(&state.site().bookings.host_mails(), Timestamp::now()).await {
            log::error!("companies cannot be told of the talks at their tables: {error:#}");
        }
    }
}
