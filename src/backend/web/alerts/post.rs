//! Handing over what is told: a mail through the programme's own mail server, or JSON to an address.

use std::time::Duration;

use anyhow::{Context, bail};
use jiff::Timestamp;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::words::AlertNotice;
use crate::{
    intake::{AlertSettings, AlertStep, AlertTarget},
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

    /// Tells everybody whose time has come of what began at `since`, of which the first `told` know already. Whoever cannot be told
    /// makes it the next one's turn. Gives how many have been told then.
    pub async fn tell_next(
        &self,
        settings: &AlertSettings,
        mut told: usize,
        (since, now): (Timestamp, Timestamp),
        notice: &AlertNotice,
    ) -> usize {
        let mut is_urgent = false;
        loop {
            let at = if is_urgent { Timestamp::MAX } else { now };
            let Some(step) = settings.next_step(told, since, at) else { return told };
            told += 1;
            is_urgent = !self.tell(step, told, notice).await;
        }
    }

    /// Tells those of whom the first `told` knew of something that it is over.
    pub async fn tell_end(&self, settings: &AlertSettings, told: usize, notice: &AlertNotice) {
        for (step, number) in settings.told_steps(told).iter().zip(1..) {
            self.tell(step, number, notice).await;
        }
    }

    /// Tells one of the list, with this number. Gives whether that went well; if not, the log says why.
    pub async fn tell(&self, step: &AlertStep, number: usize, notice: &AlertNotice) -> bool {
        let sent = self.send(&step.target, notice).await;
        if let Err(error) = &sent {
            log::error!("number {number} of the list for alerts cannot be told: {error:#}");
        }
        sent.is_ok()
    }

    /// Hands one over. An error means that nobody knows of it, and that the next of the list is to be told at once.
    async fn send(&self, target: &AlertTarget, notice: &AlertNotice) -> anyhow::Result<()> {
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
