//! The API of the office: what programs may do in it, by tokens that administrators make, and of what they are told.
//!
//! | file | decides |
//! |---|---|
//! | `api_scope` | what a token may be good for, in the rights that pages take |
//! | `api_grants` | what one token may do, and for which programme |
//! | `api_token_terms` | whether a token can be made as somebody wants it |
//! | `webhook_event` | of what an endpoint is told |
//! | `webhook_target` | where endpoints may be |
//! | `webhook_secret` | by what they know who tells them |
//! | `webhook_lanes` | how many deliveries are on their way at once |
//! | `webhook_retry` | when something is tried again, and when an endpoint is given up |

mod api_grants;
mod api_scope;
mod api_token_terms;
mod webhook_event;
mod webhook_lanes;
mod webhook_retry;
mod webhook_secret;
mod webhook_target;

pub use api_grants::ApiGrants;
pub use api_scope::ApiScope;
pub use api_token_terms::{ApiTokenFault, ApiTokenTerms};
pub use webhook_event::WebhookEvent;
pub use webhook_lanes::WebhookLanes;
pub use webhook_retry::{WebhookStatus, WebhookStep, is_given_up, next_step};
pub use webhook_secret::{WEBHOOK_SECRET_BYTES, WebhookSecret};
pub use webhook_target::{WebhookReach, WebhookTarget, WebhookTargetFault};

/// How many requests of one token are answered within a minute.
pub const API_REQUESTS_PER_MINUTE: u32 = 120;
