//! Sends mails to one server, keeping connections for the next ones.

use std::sync::{Mutex, PoisonError};

use lettre::transport::smtp::client::{Certificate, TlsParameters};

use super::{
    classify::Delivery,
    connection::SmtpConversation,
    settings::{SmtpSecurity, SmtpSettings, SmtpSettingsFault},
};
use crate::outbox::message::{MailSender, WireMessage};

/// How many connections are kept while there is nothing to send. Servers count them.
const MOST_IDLE: usize = 2;

/// A mail server that can be sent to, from several tasks at once.
pub struct SmtpClient {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
    idle: Mutex<Vec<SmtpConversation>>,
}

impl SmtpClient {
    /// A client with these settings. It connects when there is something to send.
    pub fn new(settings: SmtpSettings) -> Result<Self, SmtpSettingsFault> {
        settings.check()?;
        let tls = match settings.security {
            SmtpSecurity::Plain => None,
            SmtpSecurity::Implicit | SmtpSecurity::StartTls => Some(tls_parameters(&settings)?),
        };
        Ok(Self { settings, tls, idle: Mutex::new(Vec::new()) })
    }

    /// In whose name it sends.
    pub fn sender(&self) -> &MailSender {
        &self.settings.sender
    }

    /// Makes one attempt to send a mail. The attempt must be on record before: after a crash, one that has no outcome
    /// counts as [`Delivery::Uncertain`].
    pub async fn send(&self, message: &WireMessage) -> Delivery {
        let mut conversation = match self.ready().await {
            Ok(conversation) => conversation,
            Err(delivery) => return delivery,
        };
        match conversation.hand_over(message).await {
            Ok(()) => {
                self.keep(conversation).await;
                Delivery::Accepted
            }
            Err(delivery) => {
                if !matches!(delivery, Delivery::Uncertain) {
                    conversation.close().await;
                }
                delivery
            }
        }
    }

    /// Ends the connections that are kept.
    pub async fn close(&self) {
        while let Some(conversation) = self.pop() {
            conversation.close().await;
        }
    }

    /// A connection that is alive: one that was kept, or a new one.
    async fn ready(&self) -> Result<SmtpConversation, Delivery> {
        while let Some(mut kept) = self.pop() {
            if kept.is_alive().await {
                return Ok(kept);
            }
        }
        SmtpConversation::open(&self.settings, self.tls.as_ref()).await
    }

    async fn keep(&self, conversation: SmtpConversation) {
        let surplus = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < MOST_IDLE {
                idle.push(conversation);
                None
            } else {
                Some(conversation)
            }
        };
        if let Some(surplus) = surplus {
            surplus.close().await;
        }
    }

    fn pop(&self) -> Option<SmtpConversation> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

/// Who is trusted to say that a server is who it says: the authorities that browsers trust, and the one of the settings.
fn tls_parameters(settings: &SmtpSettings) -> Result<TlsParameters, SmtpSettingsFault> {
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.authority {
        let authority = Certificate::from_pem(pem.as_bytes()).map_err(|_| SmtpSettingsFault::Authority)?;
        if !pem.contains("BEGIN CERTIFICATE") {
            return Err(SmtpSettingsFault::Authority);
        }
        parameters = parameters.add_root_certificate(authority);
    }
    parameters.build_rustls().map_err(|_| SmtpSettingsFault::Authority)
}
