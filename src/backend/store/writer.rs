//! The one task of a process that writes: it takes what waits in a bounded queue, writes it as one batch, and answers all.
//!
//! Who asks only waits for the answer. So a visitor whose connection drops has registered all the same, and what a visitor
//! is told was received lies on the disk.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use sea_orm::{DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::timeout,
};
use uuid::Uuid;

use super::{
    DatabaseLocation, Databases, EventFacts, Keys, Reception, SealedSubmission, WriteError,
    audit::{AuditEntry, AuditHead},
    batch::{BatchContext, write_batch},
    batch_guard::{BatchGuard, SeatGuard},
    batch_transaction::BatchTransaction,
    booking_change::{BookingChange, BookingOutcome},
    event_update::write_event,
    figures::WriterMeasures,
    limit_counts::{LimitCounts, LimitSharing, counted},
    log_writeback::LogWriteback,
    lost_race::LostRace,
    one_core::spawn_on_one_core,
    outbox_queue::{ClaimedMail, MailOutcome},
    persons::AddressConfirmation,
    registration_change::{RegistrationChange, RegistrationView, expired, find_view},
    seat_counts::{EventSeats, SeatCounts},
    store_change::StoreChange,
    work_log::WorkLog,
    write_error::told,
};
use crate::intake::{HashKey, RegistrationAction, SubmissionId};

/// How many submissions one transaction takes.
const MOST_IN_A_BATCH: usize = 256;

/// How many may wait. Beyond it visitors are asked to come back in a moment, which is better than waiting for a minute.
const QUEUE: usize = 2048;

/// How long somebody waits for a place in the queue.
const QUEUE_PATIENCE: Duration = Duration::from_millis(500);

/// Everything that is kept, as handlers see it.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) queue: mpsc::Sender<WriteJob>,
    pub(super) databases: Databases,
    counts: Arc<SeatCounts>,
    pub(super) limits: Arc<LimitCounts>,
    pub(super) measures: WriterMeasures,
    pub(super) keys: Keys,
}

pub(super) enum WriteJob {
    Receive(Box<SealedSubmission>, oneshot::Sender<Result<Reception, WriteError>>),
    Event(Box<EventFacts>, oneshot::Sender<Result<(), WriteError>>),
    Claim(u64, oneshot::Sender<Result<Vec<ClaimedMail>, WriteError>>),
    Finish(Box<(ClaimedMail, MailOutcome)>, oneshot::Sender<Result<(), WriteError>>),
    FreshLink(SubmissionId, oneshot::Sender<Result<(), WriteError>>),
    Change(RegistrationChange, oneshot::Sender<Result<Option<RegistrationView>, WriteError>>),
    Booking(Box<BookingChange>, oneshot::Sender<Result<BookingOutcome, WriteError>>),
    Work(WriterWork),
}

/// What the writer does beside what it does most: it answers by itself.
type WriterWork = Box<dyn for<'a> FnOnce(&'a mut Writer) -> BoxFuture<'a, ()> + Send>;

impl Store {
    /// Opens the database and starts its writer. The writer ends, with everything written that it was given, once the last
    /// clone of the store is gone.
    pub async fn open(location: &DatabaseLocation, keys: Keys) -> anyhow::Result<(Self, JoinHandle<()>)> {
        Self::open_guarded(location, keys, SeatGuard::On, LimitSharing::On).await
    }

    pub(super) async fn open_guarded(
        location: &DatabaseLocation,
        keys: Keys,
        guard: SeatGuard,
        sharing: LimitSharing,
    ) -> anyhow::Result<(Self, JoinHandle<()>)> {
        let databases = Databases::open(location).await?;
        let log = LogWriteback::start(&databases);
        let (queue, jobs) = mpsc::channel(QUEUE);
        let audit = AuditHead::new(Uuid::new_v4());
        let counts = Arc::new(SeatCounts::default());
        let (limits, measures) = (Arc::new(LimitCounts::new(sharing)), WriterMeasures::default());
        let writer = Writer {
            databases: databases.clone(),
            log,
            has_open_transaction: false,
            audit_key: keys.audit.clone(),
            audit,
            guard,
            counts: Arc::clone(&counts),
            limits: Arc::clone(&limits),
            measures: measures.clone(),
        };
        Ok((Self { queue, databases, counts, limits, measures, keys }, start(location, writer.run(jobs))))
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

    /// The seats of an event, as they were a second ago at most; `None` if it is not known.
    pub async fn seats(&self, event: &str) -> anyhow::Result<Option<Arc<EventSeats>>> {
        self.counts.of(event, &self.databases.readers).await
    }

    /// Ends what is over: offers that nobody took, seats that nobody confirmed. Gives how many.
    pub async fn expire_registrations(&self, offer_hours: u32) -> anyhow::Result<usize> {
        let late = expired(Timestamp::now(), &self.databases.readers).await?;
        for submission in &late {
            self.change_registration(*submission, RegistrationAction::Expire, offer_hours).await?;
        }
        Ok(late.len())
    }

    /// Does work of a file of its own in one transaction, and commits it with what it says for the audit log.
    pub(super) async fn transact<T, W>(&self, work: W) -> Result<T, WriteError>
    where
        T: Send + 'static,
        W: for<'a> FnOnce(&'a DatabaseTransaction, &'a mut WorkLog) -> BoxFuture<'a, anyhow::Result<T>>
            + Send
            + 'static,
    {
        self.ask(|answer| {
            WriteJob::Work(Box::new(move |writer| {
                Box::pin(async move { drop(answer.send(told(writer.transact(work).await))) })
            }))
        })
        .await
    }

    /// Makes a change in a transaction of its own, and comes back when it is on the disk.
    pub(super) async fn write<C: StoreChange>(&self, change: C) -> Result<C::Made, WriteError> {
        self.transact(move |db, log| Box::pin(async move { change.apply(log, db).await })).await
    }

    /// Puts a job into the queue and waits for its answer.
    pub(super) async fn ask<T>(
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
}

/// Starts a writer. That of SQLite has a thread of its own: it waits for a dozen short statements a batch, and after each of them
/// it would stand behind the requests that came meanwhile. Answers of PostgreSQL come in on the threads of the requests anyway.
fn start(location: &DatabaseLocation, run: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    match location {
        DatabaseLocation::Sqlite(_) => spawn_on_one_core(run),
        DatabaseLocation::Postgres(_) => tokio::spawn(run),
    }
}

pub(super) struct Writer {
    pub(super) databases: Databases,
    log: LogWriteback,
    /// Whether a transaction was begun that has not been committed.
    has_open_transaction: bool,
    audit_key: HashKey,
    audit: AuditHead,
    pub(super) guard: SeatGuard,
    pub(super) counts: Arc<SeatCounts>,
    limits: Arc<LimitCounts>,
    measures: WriterMeasures,
}

impl Writer {
    async fn run(mut self, mut queue: mpsc::Receiver<WriteJob>) {
        // SQLite's thread is started anew, on the core that this one is kept to.
        if let Err(error) = self.databases.renew_writer().await {
            log::warn!("the database could not be opened anew; writing goes on as it is, a little slower: {error:#}");
        }
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
                    WriteJob::Booking(change, answer) => drop(answer.send(told(self.change_booking(&change).await))),
                    WriteJob::Change(change, answer) => drop(answer.send(told(self.change(&change).await))),
                    WriteJob::Work(work) => work(&mut self).await,
                }
            }
            #[cfg(test)]
            if self.guard == SeatGuard::AnswersFirst {
                for (answer, sealed) in answers.drain(..).zip(&batch) {
                    let (submission, receipt) = (sealed.id, super::SeatReceipt::None);
                    drop(answer.send(Ok(Reception::Received { submission, receipt })));
                }
            }
            let receptions = self.receive(&batch).await;
            for (answer, reception) in answers.into_iter().zip(receptions) {
                // Who asked may be gone; it is written all the same.
                drop(answer.send(reception));
            }
        }
        self.log.end().await;
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
                    self.limits.settle(&counted(batch), None);
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
        let guard = match self.guard {
            SeatGuard::On => BatchGuard::On,
            #[cfg(test)]
            guard => guard.read_early(batch, &self.databases.writer).await?,
        };
        let (began, size) = (Instant::now(), u32::try_from(batch.len()).unwrap_or(u32::MAX));
        self.note_begin().await?;
        let transaction = BatchTransaction::begin(&self.databases.writer).await?;
        let (now, sharing, added) = (Timestamp::now(), self.limits.sharing(), counted(batch));
        let context = BatchContext { now, guard, audit: (self.audit, &self.audit_key), added: &added, sharing };
        let decided = write_batch(batch, context, &transaction).await?;
        self.limits.sweep(&added, now, &transaction).await?;
        self.settle_chained(decided.last.commit(transaction), decided.audit).await?;
        self.measures.batch_sizes.observe(f64::from(size));
        self.measures.commit_seconds.observe(began.elapsed().as_secs_f64());
        self.limits.settle(&added, Some(&decided.totals));
        self.counts.forget(batch.iter().filter_map(|sealed| sealed.event.as_ref()).map(|event| &event.id));
        Ok(decided.receptions)
    }

    /// A transaction that has the right to write from its first statement on, so that what it reads still holds when it
    /// writes.
    pub(super) async fn begin(&mut self) -> anyhow::Result<DatabaseTransaction> {
        self.note_begin().await?;
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.databases.writer.begin_with_options(immediate).await?)
    }

    /// Gives up a transaction that did not come to its end, and notes that another one begins.
    async fn note_begin(&mut self) -> anyhow::Result<()> {
        if std::mem::replace(&mut self.has_open_transaction, true) {
            self.databases.renew_writer().await?;
        }
        Ok(())
    }

    /// Commits a transaction.
    pub(super) async fn settle(&mut self, commit: impl Future<Output = Result<(), DbErr>>) -> anyhow::Result<()> {
        commit.await?;
        self.has_open_transaction = false;
        self.log.note_commit();
        Ok(())
    }

    /// Commits a transaction with what the audit log says of it. The chain goes on only from what is on the disk.
    pub(super) async fn commit_audited(
        &mut self,
        transaction: DatabaseTransaction,
        entries: Vec<AuditEntry>,
    ) -> anyhow::Result<()> {
        let audit = self.audit.append(entries, &self.audit_key, &transaction).await?;
        self.settle_chained(transaction.commit(), audit).await
    }

    /// Commits a transaction in which the chain was led on to this end.
    async fn settle_chained(
        &mut self,
        commit: impl Future<Output = Result<(), DbErr>>,
        audit: AuditHead,
    ) -> anyhow::Result<()> {
        if let Err(error) = self.settle(commit).await {
            // A connection that broke leaves open whether it was committed. Whichever: what comes next is a chain of its own,
            // since records that are there already would be refused for ever.
            self.audit = AuditHead::new(Uuid::new_v4());
            return Err(error);
        }
        self.audit = audit;
        Ok(())
    }

    async fn update_event(&mut self, facts: &EventFacts) -> anyhow::Result<()> {
        let transaction = self.begin().await?;
        write_event(facts, Timestamp::now(), &transaction).await?;
        self.settle(transaction.commit()).await?;
        self.counts.forget([&facts.id].into_iter());
        Ok(())
    }

    async fn transact<T, W>(&mut self, work: W) -> anyhow::Result<T>
    where
        W: for<'a> FnOnce(&'a DatabaseTransaction, &'a mut WorkLog) -> BoxFuture<'a, anyhow::Result<T>>,
    {
        let transaction = self.begin().await?;
        let mut record = WorkLog::default();
        let done = work(&transaction, &mut record).await?;
        self.commit_audited(transaction, record.audit).await?;
        self.counts.forget(record.events.iter());
        if record.leaves_no_trace {
            self.databases.empty_log().await;
        }
        Ok(done)
    }

    async fn change(&mut self, change: &RegistrationChange) -> anyhow::Result<Option<RegistrationView>> {
        let unguarded = match self.guard {
            SeatGuard::On => None,
            #[cfg(test)]
            SeatGuard::AnswersFirst => None,
            #[cfg(test)]
            SeatGuard::Off => Some(super::persons::read_owners(change.submission, &self.databases.writer).await?),
        };
        let transaction = self.begin().await?;
        let mut log = WorkLog::default();
        let view = change.apply(&mut log.audit, &transaction).await?;
        if change.action == RegistrationAction::Confirm {
            // Who presses a button behind a link in a mail has the address.
            let confirmation = AddressConfirmation { submission: change.submission, now: change.now, unguarded };
            confirmation.apply(&mut log, &transaction).await?;
        }
        self.commit_audited(transaction, log.audit).await?;
        self.counts.forget(view.iter().map(|view| &view.event));
        Ok(view)
    }
}
