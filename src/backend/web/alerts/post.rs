//! Handing over what is told: a mail through the programme's own mail server, or JSON to an address.

use std::time::Duration;

use anyhow::{Context, bail};
use jiff::Timestamp;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::words::AlertNotice;
use crate::{
    intake::AlertTarget,
    outbox::{Delivery, MailPurpose, MessageId, OutgoingMail, RenderedMail, SmtpClient},
};

/// How long somebody else's server may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Hands over.
pub(in crate::web) struct AlertPost {
    smtp: Option<SmtpClient>,
    agent: ureq::Agent,
}

impl AlertPost {
    /// By this mail server, if there is one.
    pub fn new(smtp: Option<SmtpClient>) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).build();
        Self { smtp, agent: config.into() }
    }

    /// Hands one over. An error means that nobody knows of it, and that the next of the list is to be told at once.
    pub async fn send(&self, target: &AlertTarget, notice: &AlertNotice) -> anyhow::Result<()> {
        match target {
            AlertTarget::Mail(address) => self.mail(address, notice).await,
            AlertTarget::Webhook(address) => self.call(address, notice).await,
        }
    }

    async fn mail(&self, address: &str, notice: &AlertNotice) -> anyhow::Result<()> {
        let smtp = self.smtp.as_ref().context("there is no mail server")?;
        let host = smtp.sender().address.rsplit('@').next().unwrap_or_default();
        let text = notice.text();
        let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>\n");
        let mail = OutgoingMail {
            purpose: MailPurpose::Own,
            recipient: address.to_owned(),
            content: RenderedMail { subject: notice.title(), text, html: format!("<!doctype html><p>{html}</p>") },
            attachments: Vec::new(),
            id: MessageId::new(&Uuid::new_v4().simple().to_string(), host)
                .context("the sender's address has no host")?,
            written_at: Timestamp::now(),
        };
        match smtp.send(&mail.render(smtp.sender())?).await {
            Delivery::Accepted => Ok(()),
            delivery => bail!("the mail server says {}", delivery.name()),
        }
    }

    async fn call(&self, address: &str, notice: &AlertNotice) -> anyhow::Result<()> {
        let (agent, address, body) = (self.agent.clone(), address.to_owned(), notice.json());
        let called = move || agent.post(&address).header("content-type", "application/json").send(body);
        let answer = spawn_blocking(called).await?.context("the address of the webhook does not answer")?;
        anyhow::ensure!(answer.status().is_success(), "the webhook says {}", answer.status());
        Ok(())
    }
}
