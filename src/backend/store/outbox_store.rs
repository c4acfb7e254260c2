//! Mails, as the outbox asks for them.

use jiff::Timestamp;

use super::{
    Store, WriteError,
    mail_facts::{MailFacts, mail_facts},
    mails::add_fresh_link,
    outbox_queue::{ClaimedMail, MailOutcome, claim_mails, find_interrupted, finish_mail},
    writer::{WriteJob, Writer},
};
use crate::intake::SubmissionId;

impl Store {
    /// Sends fresh links to whoever sent a submission, once within ten minutes.
    pub async fn send_fresh_link(&self, submission: SubmissionId) -> Result<(), WriteError> {
        self.ask(|answer| WriteJob::FreshLink(submission, answer)).await
    }

    /// Claims mails that are due, oldest first, for this process to send.
    pub async fn claim_mails(&self, most: u64) -> Result<Vec<ClaimedMail>, WriteError> {
        self.ask(|answer| WriteJob::Claim(most, answer)).await
    }

    /// Writes down how an attempt ended.
    pub async fn finish_mail(&self, mail: ClaimedMail, outcome: MailOutcome) -> Result<(), WriteError> {
        self.ask(|answer| WriteJob::Finish(Box::new((mail, outcome)), answer)).await
    }

    /// Mails whose attempt has no outcome, since whoever made it is gone.
    pub async fn interrupted_mails(&self) -> anyhow::Result<Vec<ClaimedMail>> {
        find_interrupted(Timestamp::now(), &self.databases.readers).await
    }

    /// What a mail is about, decrypted. `None` if its person can be read no more, or has no address that takes mail.
    pub async fn mail_facts(&self, mail: &ClaimedMail) -> anyhow::Result<Option<MailFacts>> {
        mail_facts(mail, &self.keys, &self.databases.readers).await
    }
}

impl Writer {
    pub(super) async fn claim_mails(&mut self, most: u64) -> anyhow::Result<Vec<ClaimedMail>> {
        let transaction = self.begin().await?;
        let claimed = claim_mails(most, Timestamp::now(), &transaction).await?;
        self.settle(transaction.commit()).await?;
        Ok(claimed)
    }

    pub(super) async fn finish_mail(&mut self, mail: &ClaimedMail, outcome: &MailOutcome) -> anyhow::Result<()> {
        let transaction = self.begin().await?;
        finish_mail(mail, outcome, Timestamp::now(), &transaction).await?;
        self.settle(transaction.commit()).await
    }

    pub(super) async fn add_fresh_link(&mut self, submission: SubmissionId) -> anyhow::Result<()> {
        let transaction = self.begin().await?;
        add_fresh_link(submission, Timestamp::now(), &transaction).await?;
        self.settle(transaction.commit()).await
    }
}
