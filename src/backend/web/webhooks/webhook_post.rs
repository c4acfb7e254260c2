//! Handing one delivery over, signed. Nothing of the answer is read but its status, and no redirect is followed: it could lead anywhere.

use std::time::Duration;

use jiff::Timestamp;
use tokio::task::spawn_blocking;
use ureq::unversioned::transport::DefaultConnector;

use super::public_resolver::PublicResolver;
use crate::{
    intake::office_api::{WebhookReach, WebhookStatus, WebhookTarget},
    store::ClaimedDelivery,
};

/// Hands over.
#[derive(Clone)]
pub(super) struct WebhookPost {
    agent: ureq::Agent,
    reach: WebhookReach,
}

impl WebhookPost {
    /// To whatever may be reached, and may take this long. No proxy of the environment comes in between: behind one, nobody could say where a name leads.
    pub fn new(reach: WebhookReach, patience: Duration) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(patience))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .user_agent("tsubame-webhooks")
            .build();
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), PublicResolver::new(reach));
        Self { agent, reach }
    }

    /// Hands one over, and gives what was answered; `None` if nothing was, or nobody may be asked there.
    pub async fn send(&self, delivery: &ClaimedDelivery, now: Timestamp) -> WebhookStatus {
        // What may be reached can have changed since the address was written down.
        let target = WebhookTarget::parse(&delivery.address, self.reach).ok()?;
        let (agent, id, at_s) = (self.agent.clone(), delivery.id.to_string(), now.as_second());
        let (signature, body) = (delivery.secret.sign(&id, at_s, &delivery.body), delivery.body.clone());
        let name = id.clone();
        let sent = move || {
            let request = agent.post(target.as_str()).header("content-type", "application/json");
            let request = request.header("webhook-id", name).header("webhook-timestamp", at_s.to_string());
            request.header("webhook-signature", signature).send(body)
        };
        match spawn_blocking(sent).await {
            Ok(Ok(answer)) => Some(answer.status().as_u16()),
            Ok(Err(error)) => {
                // The address may hold a token, so the log has the delivery instead.
                log::warn!("the delivery {id} was not taken: {}", kind_of(&error));
                None
            }
            Err(error) => {
                log::error!("the delivery {id} could not be tried: {error}");
                None
            }
        }
    }
}

/// What went wrong, without the address.
fn kind_of(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::HostNotFound => "its host is not there, or not public",
        ureq::Error::Timeout(_) => "it took too long",
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => "there is no connection",
        _ => "its answer is none",
    }
}
