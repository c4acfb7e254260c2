//! When a person has to look after the server, who is told, and when the next one is. Rules alone: who measures and who writes is
//! elsewhere.

use std::collections::BTreeSet;

use jiff::Timestamp;
use strum::VariantArray;

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum AlertKind {
    /// The database does not answer: nothing is received.
    Database,
    /// Many wait to be written.
    Queue,
    /// The disk is almost full.
    Disk,
    /// Files, or copies of the keyring, cannot be stored or read.
    Storage,
    /// A mail that was due long ago waits still.
    MailOverdue,
    /// Servers refuse our sender; nothing is sent until somebody says so.
    MailStopped,
    /// The newest backup is old.
    BackupMissed,
    /// The certificate of an address ends soon.
    Certificate,
    /// An address does not answer as it should. This and what follows is told from another host alone.
    Unreachable,
    /// The server answers, and cannot do its work.
    NotReady,
    /// The front page of the site is not there.
    FrontPage,
}

impl AlertKind {
    /// Its name in the database and in what programs are told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Queue => "queue",
            Self::Disk => "disk",
            Self::Storage => "storage",
            Self::MailOverdue => "mail-overdue",
            Self::MailStopped => "mail-stopped",
            Self::BackupMissed => "backup-missed",
            Self::Certificate => "certificate",
            Self::Unreachable => "unreachable",
            Self::NotReady => "not-ready",
            Self::FrontPage => "front-page",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
}

/// How the server stands at a moment; `None` where nobody can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlertReading {
    /// Whether the database does not answer.
    pub is_database_away: bool,
    /// How many wait to be written.
    pub queue: usize,
    /// For how many seconds the oldest mail is overdue.
    pub overdue_s: i64,
    /// Whether nothing is sent.
    pub is_outbox_stopped: bool,
    /// How many bytes are free where the data lie.
    pub free_bytes: Option<u64>,
    /// For how many seconds files, or copies of the keyring, cannot be stored or read.
    pub storage_outage_s: i64,
    /// How many seconds old the newest backup is.
    pub backup_age_s: i64,
    /// For how many seconds the certificate is still valid that ends first.
    pub certificate_s: Option<i64>,
}

/// From when on it is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlertLimits {
    /// So many wait.
    pub queue: usize,
    /// A mail is overdue for so many seconds.
    pub overdue_s: i64,
    /// Fewer bytes are free.
    pub free_bytes: u64,
    /// Files cannot be stored or read for so many seconds: what comes and goes on the way to a bucket is nobody's night.
    pub storage_outage_s: i64,
    /// The newest backup is so many seconds old, if backups are watched.
    pub backup_age_s: Option<i64>,
    /// A certificate is valid for fewer seconds, if certificates are watched.
    pub certificate_s: Option<i64>,
}

impl Default for AlertLimits {
    fn default() -> Self {
        Self {
            queue: 1_000,
            overdue_s: 1_800,
            free_bytes: 1_000_000_000,
            storage_outage_s: 120,
            backup_age_s: None,
            certificate_s: None,
        }
    }
}

impl AlertLimits {
    /// Whether a certificate that is valid for so many seconds ends too soon; never where nobody can tell, or wants to know.
    pub fn is_short(&self, certificate_s: Option<i64>) -> bool {
        self.certificate_s.zip(certificate_s).is_some_and(|(least, left)| left < least)
    }
}

impl AlertReading {
    /// What is wrong.
    pub fn alarms(&self, limits: &AlertLimits) -> BTreeSet<AlertKind> {
        let found = [
            (self.is_database_away, AlertKind::Database),
            (self.queue >= limits.queue, AlertKind::Queue),
            (self.free_bytes.is_some_and(|free| free < limits.free_bytes), AlertKind::Disk),
            (self.storage_outage_s >= limits.storage_outage_s, AlertKind::Storage),
            // One that stands still is not late besides.
            (self.overdue_s >= limits.overdue_s && !self.is_outbox_stopped, AlertKind::MailOverdue),
            (self.is_outbox_stopped, AlertKind::MailStopped),
            (limits.backup_age_s.is_some_and(|most| self.backup_age_s >= most), AlertKind::BackupMissed),
            (limits.is_short(self.certificate_s), AlertKind::Certificate),
        ];
        found.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, kind)| kind).collect()
    }
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlertTarget {
    /// An address.
    Mail(String),
    /// An address of a chat or a pager, which takes JSON.
    Webhook(String),
}

/// Somebody on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertStep {
    /// After how many seconds, unless somebody has said before that they look after it.
    pub after_s: i64,
    /// Who.
    pub target: AlertTarget,
}

/// Who is told of what. Without a list nobody is, and nothing is measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertSettings {
    steps: Vec<AlertStep>,
    limits: AlertLimits,
}

impl AlertSettings {
    /// A list, of which those come first who are told first.
    pub fn new(mut steps: Vec<AlertStep>, limits: AlertLimits) -> Self {
        steps.sort_by_key(|step| step.after_s);
        Self { steps, limits }
    }

    /// Whether nobody is told.
    pub fn is_off(&self) -> bool {
        self.steps.is_empty()
    }

    /// From when on it is too much.
    pub fn limits(&self) -> &AlertLimits {
        &self.limits
    }

    /// Those of whom the first `told` have been told of an incident: they are told that it is over.
    pub fn told_steps(&self, told: usize) -> &[AlertStep] {
        self.steps.get(..told).unwrap_or(&self.steps)
    }

    /// Who is told next, of an incident that began at `opened_at` and of which the first `told` have been; `None` as long as it
    /// is too early, and once all have been.
    pub fn next_step(&self, told: usize, opened_at: Timestamp, now: Timestamp) -> Option<&AlertStep> {
        let step = self.steps.get(told)?;
        (now.duration_since(opened_at).as_secs() >= step.after_s).then_some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn what_is_wrong_and_what_is_not() {
        let (fine, limits) = (AlertReading::default(), AlertLimits::default());
        for (reading, expected) in [
            (fine, vec![]),
            (AlertReading { is_database_away: true, ..fine }, vec![AlertKind::Database]),
            (AlertReading { queue: 999, ..fine }, vec![]),
            (AlertReading { queue: 1_000, ..fine }, vec![AlertKind::Queue]),
            (AlertReading { free_bytes: Some(1_000_000_000), ..fine }, vec![]),
            (AlertReading { free_bytes: Some(999_999_999), ..fine }, vec![AlertKind::Disk]),
            (AlertReading { storage_outage_s: 119, ..fine }, vec![]),
            (AlertReading { storage_outage_s: 120, ..fine }, vec![AlertKind::Storage]),
            (AlertReading { overdue_s: 1_799, ..fine }, vec![]),
            (AlertReading { overdue_s: 1_800, ..fine }, vec![AlertKind::MailOverdue]),
            (AlertReading { overdue_s: 9_999, is_outbox_stopped: true, ..fine }, vec![AlertKind::MailStopped]),
        ] {
            assert_eq!(reading.alarms(&limits).into_iter().collect::<Vec<_>>(), expected, "{reading:?}");
        }
    }

    #[test]
    fn backups_and_certificates_are_watched_where_a_limit_is_set() {
        let watched = AlertLimits { backup_age_s: Some(3_600), certificate_s: Some(100), ..AlertLimits::default() };
        let reading = |age, left| AlertReading { backup_age_s: age, certificate_s: left, ..AlertReading::default() };
        for (age, left, expected) in [
            (3_599, Some(100), vec![]),
            (3_600, Some(99), vec![AlertKind::BackupMissed, AlertKind::Certificate]),
            (0, Some(-1), vec![AlertKind::Certificate]),
            (0, None, vec![]),
        ] {
            let reading = reading(age, left);
            assert_eq!(reading.alarms(&watched).into_iter().collect::<Vec<_>>(), expected, "{reading:?}");
            assert!(reading.alarms(&AlertLimits::default()).is_empty(), "nobody asked for it");
        }
    }

    #[test]
    fn the_list_is_gone_down_one_after_the_other() {
        let step = |after_s, name: &str| AlertStep { after_s, target: AlertTarget::Mail(name.to_owned()) };
        let settings = AlertSettings::new(vec![step(900, "second"), step(0, "first")], AlertLimits::default());
        let next = |told, now| match settings.next_step(told, second(1_000), second(now)).map(|step| &step.target) {
            Some(AlertTarget::Mail(name)) => name.clone(),
            _ => String::new(),
        };
        for (told, now, expected) in
            [(0, 1_000, "first"), (1, 1_000, ""), (1, 1_899, ""), (1, 1_900, "second"), (2, 9_999, "")]
        {
            assert_eq!(next(told, now), expected, "{told} {now}");
        }
        assert!(AlertSettings::default().is_off() && !settings.is_off());
        for (told, expected) in [(0, 0), (1, 1), (2, 2), (3, 2)] {
            assert_eq!(settings.told_steps(told).len(), expected, "a list may have become shorter");
        }
    }

    #[test]
    fn kinds_are_known_by_their_names() {
        for &kind in AlertKind::VARIANTS {
            assert_eq!(AlertKind::parse(kind.name()), Some(kind));
        }
        assert_eq!(AlertKind::parse("none"), None);
    }
}
