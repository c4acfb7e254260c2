//! The worker that empties the outbox: it claims what is due, writes each mail of what holds at that moment, hands it over, and
//! writes down how that ended.

use std::{collections::VecDeque, pin::Pin, time::Duration};

use jiff::Timestamp;
use tokio::time::sleep;

use super::{
    AttemptCount, Delivery, MailComposer, MailSender, NextStep, RecentAttempts, STOP_WINDOW, SmtpClient, must_stop,
    next_step,
};
use crate::store::{ClaimedMail, MailOutcome, MailState, Store, WordsMark};

/// How long the worker rests when nothing is due any more.
const REST: Duration = Duration::from_secs(2);

/// Makes what writes mails anew, with the sender, of what staff have set meanwhile.
pub type RenewWords =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = anyhow::Result<(MailComposer, MailSender)>> + Send>> + Send + Sync>;

/// Sends mails, one after the other.
pub struct OutboxWorker {
    store: Store,
    composer: MailComposer,
    sender: MailSender,
    smtp: SmtpClient,
    /// How often staff had changed what mails say when that was made, and what makes it anew.
    renewal: Option<(WordsMark, RenewWords)>,
    /// When attempts of late were made, and whether they were refused because of our sender.
    recent: VecDeque<(Timestamp, bool)>,
    /// Whether servers refuse our sender: then nothing is sent until somebody resumes, or a server is started again.
    is_stopped: bool,
}

impl OutboxWorker {
    /// A worker that sends what lies in this store.
    pub fn new(store: Store, composer: MailComposer, smtp: SmtpClient) -> Self {
        let sender = smtp.sender().clone();
        Self { store, composer, sender, smtp, renewal: None, recent: VecDeque::new(), is_stopped: false }
    }

    /// The same worker, writing otherwise once staff have changed what mails say; `mark` was read before its composer was made.
    #[must_use]
    pub fn with_renewal(self, mark: WordsMark, renew: RenewWords) -> Self {
        Self { renewal: Some((mark, renew)), ..self }
    }

    /// Writes as staff have it now. Where that cannot be had, mails go on as before.
    async fn renew_words(&mut self) -> anyhow::Result<()> {
        let Some((known, renew)) = &mut self.renewal else { return Ok(()) };
        let mark = self.store.words_mark().await?;
        if mark == *known {
            return Ok(());
        }
        match renew().await {
            Ok((composer, sender)) => {
                (self.composer, self.sender) = (composer, sender);
                *known = mark;
            }
            Err(error) => log::error!("mails are written as before: {error:#}"),
        }
        Ok(())
    }

    /// Works until its task is ended.
    pub async fn run(mut self) {
        // Who starts a server has looked at why it did not send.
        if let Err(error) = self.store.resume_outbox("system").await {
            log::error!("the outbox cannot be resumed: {error:#}");
        }
        loop {
            if let Err(error) = self.work().await {
                log::error!("the outbox cannot be worked on: {error:#}");
            }
            sleep(REST).await;
        }
    }

    /// Looks at what a crash has cut off, then sends what is due.
    async fn work(&mut self) -> anyhow::Result<()> {
        self.resume_interrupted().await?;
        self.hear_of_stop().await?;
        self.send_due().await.map(drop)
    }

    /// Stops where another replica has, and goes on once somebody has said so: refusals from before count no more then.
    async fn hear_of_stop(&mut self) -> anyhow::Result<()> {
        let is_stopped = self.store.is_outbox_stopped().await?;
        if self.is_stopped && !is_stopped {
            self.recent.clear();
        }
        self.is_stopped = is_stopped;
        Ok(())
    }

    /// Sends what is due, one after the other; gives how many were claimed. Each is claimed by itself, so that a crash leaves
    /// one without an outcome at most.
    pub async fn send_due(&mut self) -> anyhow::Result<usize> {
        let mut count = 0;
        while !self.is_stopped
            && let Some(mail) = self.store.claim_mails(1).await?.pop()
        {
            self.renew_words().await?;
            let outcome = if self.store.is_mail_wanted(&mail, Timestamp::now()).await? {
                let delivery = self.send(&mail).await?;
                self.outcome(&mail, delivery)
            } else {
                MailOutcome { state: MailState::Dropped, due_at: None, is_uncertain: false, reply: None }
            };
            self.store.finish_mail(mail, outcome).await?;
            count += 1;
            if self.is_stopped {
                self.store.stop_outbox().await?;
            }
        }
        Ok(count)
    }

    async fn resume_interrupted(&mut self) -> anyhow::Result<()> {
        for mail in self.store.interrupted_mails().await? {
            let outcome = self.outcome(&mail, Some(Delivery::Uncertain));
            self.store.finish_mail(mail, outcome).await?;
        }
        Ok(())
    }

    /// Writes and hands over a mail; `None` if there is nobody to write to any more.
    async fn send(&self, mail: &ClaimedMail) -> anyhow::Result<Option<Delivery>> {
        let Some(facts) = self.store.mail_facts(mail).await? else { return Ok(None) };
        match self.composer.compose(mail, &facts, &self.sender) {
            Ok(message) => Ok(Some(self.smtp.send(&message).await)),
            Err(error) => {
                log::error!("a mail of the kind {} cannot be written: {error:#}", mail.kind.name());
                Ok(None)
            }
        }
    }

    fn outcome(&mut self, mail: &ClaimedMail, delivery: Option<Delivery>) -> MailOutcome {
        let now = Timestamp::now();
        let Some(delivery) = delivery else {
            return MailOutcome { state: MailState::Dead, due_at: None, is_uncertain: false, reply: None };
        };
        let is_uncertain = delivery == Delivery::Uncertain;
        let count = AttemptCount { all: mail.attempts, uncertain: mail.uncertain + u32::from(is_uncertain) };
        let (state, due_at) = match next_step(&delivery, count, now) {
            NextStep::Done => (MailState::Sent, None),
            NextStep::RetryAt(time) => (MailState::Waiting, Some(time)),
            NextStep::MarkAddress => (MailState::Bounced, None),
            NextStep::GiveUp(_) => (MailState::Dead, None),
        };
        self.note(now, &delivery);
        let reply = Some(delivery.with_codes());
        MailOutcome { state, due_at, is_uncertain, reply }
    }

    /// Stops sending when servers refuse our sender: each further refusal would make it worse, and no address is at fault.
    fn note(&mut self, now: Timestamp, delivery: &Delivery) {
        self.recent.push_back((now, matches!(delivery, Delivery::SenderBlocked(_))));
        self.recent.retain(|(at, _)| now.duration_since(*at) <= STOP_WINDOW);
        let blocked = self.recent.iter().filter(|(_, is_blocked)| *is_blocked).count() as u64;
        let recent = RecentAttempts { sender_blocked: blocked, other: self.recent.len() as u64 - blocked };
        if must_stop(recent) && !self.is_stopped {
            self.is_stopped = true;
            log::error!(
                "mail servers refuse our sender; nothing is sent until this is mended and sending resumed, or the server \
                 started again"
            );
        }
    }
}

#[cfg(test)]
mod tests;
