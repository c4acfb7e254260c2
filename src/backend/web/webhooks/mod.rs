//! Telling other programs what has happened, as Standard Webhooks has it: what is told, and by what it is signed, is said by `store` and
//! `intake`.
//!
//! | file | holds |
//! |---|---|
//! | `webhook_post` | handing one over |
//! | `public_resolver` | names lead to public addresses alone |
//! | `delivery_sender` | many of them on their way at once, to each endpoint a few |
//! | `webhook_sweep` | what is done every few seconds |

mod delivery_sender;
mod public_resolver;
#[cfg(test)]
mod tests;
mod webhook_post;
mod webhook_sweep;

pub(super) use webhook_sweep::sweep_webhooks;

use super::ServerSettings;
use crate::intake::office_api::WebhookReach;

/// What endpoints may be reached: on a machine where somebody tries the program, that machine, too.
pub(super) fn reach_of(settings: &ServerSettings) -> WebhookReach {
    let is_trial = settings.office.as_ref().is_some_and(|office| office.key.is_some());
    if is_trial { WebhookReach::Loopback } else { WebhookReach::Public }
}
