//! Endpoints of other programs, and what they are told.
//!
//! | file | holds |
//! |---|---|
//! | `webhook_endpoints` | which there are, with their secrets |
//! | `webhook_changes` | they are written down, switched off and on, and removed |
//! | `webhook_happenings` | what happened, as far as it is told: ids and states |
//! | `webhook_positions` | how far the audit log was read for them |
//! | `webhook_follow` | what is to be told follows from the audit log |
//! | `delivery_state` | how deliveries stand |
//! | `webhook_queue` | deliveries are claimed, and what became of them |
//! | `webhook_holds` | what a restore keeps back, and what staff decide of it |
//! | `webhook_listing` | the same for whoever looks at them, and what staff do with them |
//!
//! Whatever changes something stands in the audit log, in the transaction that changes it; so nothing is told that did not happen, and
//! nothing that happened is left out. Of several replicas that have read the same, one writes.

mod delivery_state;
#[cfg(test)]
mod tests;
mod webhook_changes;
mod webhook_endpoints;
mod webhook_follow;
mod webhook_happenings;
mod webhook_holds;
mod webhook_listing;
mod webhook_positions;
mod webhook_queue;

pub use delivery_state::DeliveryState;
pub use webhook_changes::{MadeWebhook, NewWebhook};
pub use webhook_endpoints::WebhookView;
pub use webhook_holds::HeldDeliveries;
pub(super) use webhook_holds::hold_deliveries;
pub use webhook_listing::DeliveryView;
pub use webhook_queue::ClaimedDelivery;
