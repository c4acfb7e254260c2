//! What is measured of a server, and its text.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use crate::store::{StoreFigures, WriterMeasures};

/// A route, a method, a status.
type RequestLabels = [(&'static str, String); 3];

/// The state of a mail.
type MailLabels = [(&'static str, &'static str); 1];

/// What is measured.
#[derive(Clone)]
pub(super) struct ServerMetrics {
    requests: Family<RequestLabels, Counter>,
    queue: Gauge,
    held: Gauge,
    mails: Family<MailLabels, Gauge>,
    overdue: Gauge,
    is_outbox_stopped: Gauge,
    storage_outage: Gauge,
    last_backup: Gauge,
    last_restore_test: Gauge,
    registry: Arc<Registry>,
}

impl ServerMetrics {
    /// With what the writer measures.
    pub fn new(writer: &WriterMeasures) -> Self {
        let (requests, mails) = (Family::<RequestLabels, Counter>::default(), Family::<MailLabels, Gauge>::default());
        let [queue, held, overdue, is_outbox_stopped, storage_outage, last_backup, last_restore_test] =
            [(); 7].map(|()| <Gauge>::default());
        let mut registry = Registry::with_prefix("tsubame");
        registry.register("requests", "Requests answered", requests.clone());
        registry.register("queue_length", "Submissions that wait to be written", queue.clone());
        registry.register("held_submissions", "Submissions that somebody has to look at", held.clone());
        registry.register("mails", "Mails that are not sent, by state", mails.clone());
        let help = "Seconds since the oldest waiting mail was due";
        registry.register("mail_overdue_seconds", help, overdue.clone());
        let help = "1 while nothing is sent because servers refuse our sender";
        registry.register("outbox_stopped", help, is_outbox_stopped.clone());
        let help = "Seconds between the first and the last failure to store or read files, or copies of the keyring; 0 once there \
                    was none for 15 minutes";
        registry.register("storage_outage_seconds", help, storage_outage.clone());
        let help = "When the newest backup was written, in Unix seconds; 0 if there is none";
        registry.register("backup_last_success_timestamp_seconds", help, last_backup.clone());
        let help = "When a restore of a backup was last tried and went well, in Unix seconds; 0 if never";
        registry.register("restore_test_last_success_timestamp_seconds", help, last_restore_test.clone());
        registry.register("batch_size", "Submissions of a batch", writer.batch_sizes.clone());
        registry.register("commit_seconds", "Seconds of a batch's transaction", writer.commit_seconds.clone());
        let registry = Arc::new(registry);
        Self {
            requests,
            queue,
            held,
            mails,
            overdue,
            is_outbox_stopped,
            storage_outage,
            last_backup,
            last_restore_test,
            registry,
        }
    }

    /// Counts an answer.
    pub fn count(&self, route: String, method: &str, status: &str) {
        let labels = [("route", route), ("method", method.to_owned()), ("status", status.to_owned())];
        self.requests.get_or_create(&labels).inc();
    }

    /// All of it as text, with the store as it stands now and for how many seconds files cannot be stored or read.
    pub fn render(&self, figures: &StoreFigures, storage_outage_s: i64) -> Result<String, fmt::Error> {
        self.set(figures);
        self.storage_outage.set(storage_outage_s);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }

    fn set(&self, figures: &StoreFigures) {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.queue.set(number(figures.queue as u64));
        self.held.set(number(figures.held));
        for (state, count) in &figures.mails {
            self.mails.get_or_create(&[("state", state.name())]).set(number(*count));
        }
        self.overdue.set(figures.overdue_s);
        self.is_outbox_stopped.set(i64::from(figures.is_outbox_stopped));
        let seconds = |at: Option<Timestamp>| at.map_or(0, Timestamp::as_second);
        self.last_backup.set(seconds(figures.backups.written_at));
        self.last_restore_test.set(seconds(figures.backups.tried_at));
    }
}
