//! The one task of a process that writes: it takes what waits in a bounded queue, writes it as one batch, and answers all.
//!
//! Who asks only waits for the answer. So a visitor whose connection drops has registered all the same, and what a visitor
//! is told was received lies on the disk.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use sea_orm::{DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};
use uuid::Uuid;

use super::{
    DatabaseLocation, Databases, EventFacts, Keys, Reception, SealedSubmission,
    audit::{AuditEntry, AuditHead, find_broken_chains},
    batch::{BatchContext, LostRace, write_batch},
    event_rows::write_event,
    mails::add_fresh_link,
    outbox_queue::{ClaimedMail, MailFacts, MailOutcome, claim_mails, find_interrupted, finish_mail, mail_facts},
    registration_change::{RegistrationChange, RegistrationView, expired, find_view},
    seat_counts::{EventSeats, SeatCounts},
};
use crate::intake::{HashKey, RegistrationAction, SubmissionId};

/// How many submissions one transaction takes.
const MOST_IN_A_BATCH: usize = 256;

/// How many may wait. Beyond it visitors are asked to come back in a moment, which is better than waiting for a minute.
const QUEUE: usize = 2048;

/// How long somebody waits for a place in the queue.
const QUEUE_PATIENCE: Duration = Duration::from_millis(500);

/// Why something was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Too many wait; a moment later it may go well.
    #[error("too many wait to be written")]
    Busy,
    /// The database refuses or is not there. Nothing was written.
    #[error("the database does not take it: {0}")]
    Database(String),
    /// The server is about to end.
    #[error("the server is about to end")]
    Ending,
}

/// Everything that is kept, as handlers see it.
#[derive(Clone, Debug)]
pub struct Store {
    queue: mpsc::Sender<WriteJob>,
    pub(super) databases: Databases,
    counts: Arc<SeatCounts>,
    keys: Keys,
}

enum WriteJob {
    Receive(Box<SealedSubmission>, oneshot::Sender<Result<Reception, WriteError>>),
    Event(Box<EventFacts>, oneshot::Sender<Result<(), WriteError>>),
    Claim(u64, oneshot::Sender<Result<Vec<ClaimedMail>, WriteError>>),
    Finish(Box<(ClaimedMail, MailOutcome)>, oneshot::Sender<Result<(), WriteError>>),
    FreshLink(SubmissionId, oneshot::Sender<Result<(), WriteError>>),
    Change(RegistrationChange, oneshot::Sender<Result<Option<RegistrationView>, WriteError>>),
}

/// Where the events of a batch are read: within its transaction, or, to show what the lock is for, before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SeatGuard {
    On,
    #[cfg(test)]
    Off,
}

impl Store {
    /// Opens the database and starts its writer. The writer ends, with everything written that it was given, once the last
    /// clone of the store is gone.
    pub async fn open(location: &DatabaseLocation, keys: Keys) -> anyhow::Result<(Self, JoinHandle<()>)> {
        Self::open_guarded(location, keys, SeatGuard::On).await
    }

    pub(super) async fn open_guarded(
        location: &DatabaseLocation,
        keys: Keys,
        guard: SeatGuard,
    ) -> anyhow::Result<(Self, JoinHandle<()>)> {
        let databases = Databases::open(location).await?;
        let (queue, jobs) = mpsc::channel(QUEUE);
        let audit = AuditHead::new(Uuid::new_v4());
        let counts = Arc::new(SeatCounts::default());
        let audit_key = keys.audit.clone();
        let writer = Writer { databases: databases.clone(), audit_key, audit, guard, counts: Arc::clone(&counts) };
        Ok((Self { queue, databases, counts, keys }, tokio::spawn(writer.run(jobs))))
    }

    /// Writes a submission, and comes back when it is on the disk.
    pub async fn receive(&self, submission: SealedSubmission) -> Result<Reception, WriteError> {
        self.ask(|answer| WriteJob::Receive(Box::new(submission), answer)).await
    }

    /// Writes what the content says of an event.
    pub async fn update_event(&self, facts: EventFacts) -> Result<(), WriteError> {
        self.ask(|answer| WriteJob::Event(Box::new(facts), answer)).await
    }

    /// Confirms or gives back the registration that came of a submission, and offers what became free to who waits. An
    /// offer is open for `offer_hours`. `None` if no registration came of it.
    pub async fn change_registration(
        &self,
        submission: SubmissionId,
        action: RegistrationAction,
        offer_hours: u32,
    ) -> Result<Option<RegistrationView>, WriteError> {
        let change = RegistrationChange { submission, action, now: Timestamp::now(), offer_hours };
        self.ask(|answer| WriteJob::Change(change, answer)).await
    }

    /// How the registration that came of a submission stands.
    pub async fn registration(&self, submission: SubmissionId) -> anyhow::Result<Option<RegistrationView>> {
        find_view(submission, &self.databases.readers).await
    }

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

    /// The seats of an event, as they were a second ago at most; `None` if it is not known.
    pub async fn seats(&self, event: &str) -> anyhow::Result<Option<Arc<EventSeats>>> {
        self.counts.of(event, &self.databases.readers).await
    }

    /// Looks at all of the audit log: the chains that are broken, each with the number of the first record that does not
    /// follow from those before it.
    pub async fn broken_audit_chains(&self) -> anyhow::Result<Vec<(Uuid, i64)>> {
        find_broken_chains(&self.keys.audit, &self.databases.readers).await
    }

    /// Ends what is over: offers that nobody took, seats that nobody confirmed. Gives how many.
    pub async fn expire_registrations(&self, offer_hours: u32) -> anyhow::Result<usize> {
        let late = expired(Timestamp::now(), &self.databases.readers).await?;
        for submission in &late {
            self.change_registration(*submission, RegistrationAction::Expire, offer_hours).await?;
        }
        Ok(late.len())
    }

    /// Puts a job into the queue and waits for its answer.
    async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, WriteError>>) -> WriteJob,
    ) -> Result<T, WriteError> {
        let (answer, answered) = oneshot::channel();
        match timeout(QUEUE_PATIENCE, self.queue.send(job(answer))).await {
            Ok(Ok(())) => answered.await.map_err(|_| WriteError::Ending)?,
            Ok(Err(_)) => Err(WriteError::Ending),
            Err(_) => Err(WriteError::Busy),
        }
    }

    /// The connections that only read.
    #[cfg(test)]
    pub(super) fn readers(&self) -> &sea_orm::DatabaseConnection {
        &self.databases.readers
    }
}

struct Writer {
    databases: Databases,
    audit_key: HashKey,
    audit: AuditHead,
    guard: SeatGuard,
    counts: Arc<SeatCounts>,
}

impl Writer {
    async fn run(mut self, mut queue: mpsc::Receiver<WriteJob>) {
        let mut jobs = Vec::new();
        while queue.recv_many(&mut jobs, MOST_IN_A_BATCH).await > 0 {
            let (mut batch, mut answers) = (Vec::new(), Vec::new());
            for job in jobs.drain(..) {
                match job {
                    WriteJob::Receive(submission, answer) => {
                        batch.push(*submission);
                        answers.push(answer);
                    }
                    WriteJob::Event(facts, answer) => drop(answer.send(told(self.update_event(&facts).await))),
                    WriteJob::Claim(most, answer) => drop(answer.send(told(self.claim_mails(most).await))),
                    WriteJob::Finish(ended, answer) => {
                        drop(answer.send(told(self.finish_mail(&ended.0, &ended.1).await)));
                    }
                    WriteJob::FreshLink(submission, answer) => {
                        drop(answer.send(told(self.add_fresh_link(submission).await)));
                    }
                    WriteJob::Change(change, answer) => drop(answer.send(told(self.change(&change).await))),
                }
            }
            let receptions = self.receive(&batch).await;
            for (answer, reception) in answers.into_iter().zip(receptions) {
                // Who asked may be gone; it is written all the same.
                drop(answer.send(reception));
            }
        }
    }

    /// Writes a batch. One submission that cannot be written must not keep the others from it: the batch is halved until
    /// that one stands alone.
    fn receive<'a>(&'a mut self, batch: &'a [SealedSubmission]) -> BoxFuture<'a, Vec<Result<Reception, WriteError>>> {
        Box::pin(async move {
            if batch.is_empty() {
                return Vec::new();
            }
            match self.commit(batch).await {
                Ok(receptions) => receptions.into_iter().map(Ok).collect(),
                // What another process has committed meanwhile is found by reading again.
                Err(error) if error.is::<LostRace>() => self.receive(batch).await,
                Err(error) if batch.len() == 1 => {
                    log::error!("a submission cannot be written: {error:#}");
                    vec![Err(WriteError::Database(error.to_string()))]
                }
                Err(_) => {
                    let (first, second) = batch.split_at(batch.len() / 2);
                    let mut receptions = self.receive(first).await;
                    receptions.extend(self.receive(second).await);
                    receptions
                }
            }
        })
    }

    async fn commit(&mut self, batch: &[SealedSubmission]) -> anyhow::Result<Vec<Reception>> {
        let unguarded = match self.guard {
            SeatGuard::On => None,
            #[cfg(test)]
            SeatGuard::Off => Some(super::batch::read_events(batch, &self.databases.writer).await?),
        };
        let transaction = self.begin().await?;
        let context = BatchContext { now: Timestamp::now(), unguarded };
        let decided = write_batch(batch, context, &transaction).await?;
        self.commit_audited(transaction, decided.audit).await?;
        self.counts.forget(batch.iter().filter_map(|sealed| sealed.event.as_ref()).map(|event| &event.id));
        Ok(decided.receptions)
    }

    /// A transaction that has the right to write from its first statement on, so that what it reads still holds when it
    /// writes.
    async fn begin(&self) -> anyhow::Result<DatabaseTransaction> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.databases.writer.begin_with_options(immediate).await?)
    }

    /// Commits a transaction with what the audit log says of it. The chain goes on only from what is on the disk.
    async fn commit_audited(
        &mut self,
        transaction: DatabaseTransaction,
        entries: Vec<AuditEntry>,
    ) -> anyhow::Result<()> {
        let audit = self.audit.append(entries, &self.audit_key, &transaction).await?;
        transaction.commit().await?;
        self.audit = audit;
        Ok(())
    }

    async fn update_event(&self, facts: &EventFacts) -> anyhow::Result<()> {
        let transaction = self.begin().await?;
        write_event(facts, &transaction).await?;
        transaction.commit().await?;
        self.counts.forget([&facts.id].into_iter());
        Ok(())
    }

    async fn claim_mails(&self, most: u64) -> anyhow::Result<Vec<ClaimedMail>> {
        let transaction = self.begin().await?;
        let claimed = claim_mails(most, Timestamp::now(), &transaction).await?;
        transaction.commit().await?;
        Ok(claimed)
    }

    async fn finish_mail(&self, mail: &ClaimedMail, outcome: &MailOutcome) -> anyhow::Result<()> {
        let transaction = self.begin().await?;
        finish_mail(mail, outcome, Timestamp::now(), &transaction).await?;
        transaction.commit().await.map_err(Into::into)
    }

    async fn add_fresh_link(&self, submission: SubmissionId) -> anyhow::Result<()> {
        let transaction = self.begin().await?;
        add_fresh_link(submission, Timestamp::now(), &transaction).await?;
        transaction.commit().await.map_err(Into::into)
    }

    async fn change(&mut self, change: &RegistrationChange) -> anyhow::Result<Option<RegistrationView>> {
        let transaction = self.begin().await?;
        let mut entries = Vec::new();
        let view = change.apply(&mut entries, &transaction).await?;
        self.commit_audited(transaction, entries).await?;
        self.counts.forget(view.iter().map(|view| &view.event));
        Ok(view)
    }
}

/// A failure as it is told to who asked; the log has all of it.
fn told<T>(result: anyhow::Result<T>) -> Result<T, WriteError> {
    result.map_err(|error| {
        log::error!("the database does not take it: {error:#}");
        WriteError::Database(error.to_string())
    })
}
