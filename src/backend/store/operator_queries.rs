//! What operators and staff ask of the store: how it stands, what is held, whether mails are sent.

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    HeldSubmission, ReleaseOutcome, Store, StoreFigures, WriteError, WriterMeasures,
    backup_runs::read_backup_times,
    figures::{count_mails, overdue_s},
    held_submissions::{HeldRelease, count_held, find_held},
    incidents::{Incident, IncidentChange, IncidentChangeKind, SeenAlarm, find_latest, find_open},
    outbox_stops::{OutboxSwitch, is_stopped},
};
use crate::intake::SubmissionId;

impl Store {
    /// Submissions that somebody has to look at, the oldest first.
    pub async fn held_submissions(&self, most: u64) -> anyhow::Result<Vec<HeldSubmission>> {
        find_held(most, &self.databases.readers).await
    }

    /// How many of them there are.
    pub async fn count_held(&self) -> anyhow::Result<u64> {
        count_held(&self.databases.readers).await
    }

    /// Has a held submission count from now on, by the time and the number in line of when it was sent. `actor` is the
    /// account that has looked at it.
    pub async fn release_held(&self, submission: SubmissionId, actor: &str) -> Result<ReleaseOutcome, WriteError> {
        let release = HeldRelease { submission, actor: actor.to_owned(), now: Timestamp::now() };
        self.write(release).await
    }

    /// Has all replicas send nothing until somebody resumes. `false` if it was so already.
    pub async fn stop_outbox(&self) -> Result<bool, WriteError> {
        self.write(OutboxSwitch::Stop).await
    }

    /// Has all replicas send again, within seconds; `actor` is who says so. `false` if nothing was stopped.
    pub async fn resume_outbox(&self, actor: &str) -> Result<bool, WriteError> {
        let switch = OutboxSwitch::Resume(actor.to_owned());
        self.write(switch).await
    }

    /// Whether nothing is sent.
    pub async fn is_outbox_stopped(&self) -> anyhow::Result<bool> {
        is_stopped(&self.databases.readers).await
    }

    /// Incidents that are open.
    pub async fn open_incidents(&self) -> anyhow::Result<Vec<Incident>> {
        find_open(&self.databases.readers).await
    }

    /// The latest incidents, the newest first.
    pub async fn latest_incidents(&self, most: u64) -> anyhow::Result<Vec<Incident>> {
        find_latest(most, &self.databases.readers).await
    }

    /// Writes down what is wrong now: opens incidents, and ends those of which nothing was seen for a while. Gives those that have
    /// ended by it; of several replicas, one gets each.
    pub async fn note_incidents(&self, seen: Vec<SeenAlarm>, now: Timestamp) -> Result<Vec<Incident>, WriteError> {
        let noted = self.write(IncidentChange { kind: IncidentChangeKind::Seen(seen), now }).await?;
        Ok(noted.ended)
    }

    /// Says that `actor` looks after an incident, so that nobody else is told. `false` if somebody does already, or it is over.
    pub async fn acknowledge_incident(&self, incident: Uuid, actor: &str) -> Result<bool, WriteError> {
        let kind = IncidentChangeKind::Acknowledge(incident, actor.to_owned());
        self.write(IncidentChange { kind, now: Timestamp::now() }).await.map(|noted| noted.is_changed)
    }

    /// Claims to tell the next of the list, of whom `told` is the number. `false` if another replica does.
    pub async fn claim_alert(&self, incident: Uuid, told: usize) -> Result<bool, WriteError> {
        let kind = IncidentChangeKind::Tell(incident, told);
        self.write(IncidentChange { kind, now: Timestamp::now() }).await.map(|noted| noted.is_changed)
    }

    /// How the store stands now. It asks the database.
    pub async fn figures(&self) -> anyhow::Result<StoreFigures> {
        let (db, now) = (&self.databases.readers, Timestamp::now());
        Ok(StoreFigures {
            queue: self.queue_length(),
            held: count_held(db).await?,
            mails: count_mails(db).await?,
            overdue_s: overdue_s(now, db).await?,
            is_outbox_stopped: is_stopped(db).await?,
            backups: read_backup_times(db).await?,
        })
    }

    /// Whether the database answers and the writer works.
    pub async fn check(&self) -> anyhow::Result<()> {
        self.databases.readers.execute_unprepared("SELECT 1").await?;
        anyhow::ensure!(self.has_writer(), "the writer is gone");
        Ok(())
    }

    /// How many wait to be written.
    pub fn queue_length(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// What the writer measures.
    pub fn measures(&self) -> &WriterMeasures {
        &self.measures
    }

    /// Whether somebody takes what is written.
    fn has_writer(&self) -> bool {
        !self.queue.is_closed()
    }
}
