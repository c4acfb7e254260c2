//! Measuring again and again, writing down what is wrong, and going down the list.
//!
//! While the database is away, incidents cannot be written down: that one is kept in memory, told from there, and written down
//! with its beginning once the database is back.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use jiff::Timestamp;
use tokio::{
    task::spawn_blocking,
    time::{MissedTickBehavior, interval, timeout},
};

use super::{own_certificates::OwnCertificates, post::AlertPost, words::AlertNotice};
use crate::{
    intake::{AlertKind, AlertReading, AlertSettings},
    store::{Incident, SeenAlarm},
    web::state::AppState,
};

/// How often is measured.
const EVERY: Duration = Duration::from_secs(30);

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Looks after the server until its task is ended.
pub(in crate::web) struct AlertWatch {
    pub(super) state: AppState,
    settings: AlertSettings,
    post: AlertPost,
    /// The folder whose disk must not be full.
    folder: Option<PathBuf>,
    /// The database is away, and that could not be written down.
    away: Option<SeenAlarm>,
    certificates: OwnCertificates,
}

impl AlertWatch {
    /// Over a server whose data lie in this folder, if they lie on this machine.
    pub fn new(state: AppState, post: AlertPost, folder: Option<PathBuf>) -> Self {
        let settings = state.settings.alerts.clone();
        Self { state, settings, post, folder, away: None, certificates: OwnCertificates::default() }
    }

    /// Looks again and again.
    pub async fn run(mut self) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            self.look(Timestamp::now()).await;
        }
    }

    /// Measures once, and tells whom it is time to tell.
    pub async fn look(&mut self, now: Timestamp) {
        let reading = self.measure(now).await;
        let alarms = reading.alarms(self.settings.limits());
        if alarms.contains(&AlertKind::Database) {
            return self.tell_of_database(now).await;
        }
        if let Err(error) = self.write_and_tell(&alarms, now).await {
            log::error!("what is wrong cannot be written down: {error:#}");
        }
    }

    async fn measure(&mut self, now: Timestamp) -> AlertReading {
        let figures = timeout(PATIENCE, self.state.store.figures()).await;
        let mut reading = AlertReading { queue: self.state.store.queue_length(), ..AlertReading::default() };
        match figures {
            Ok(Ok(figures)) => {
                reading.overdue_s = figures.overdue_s;
                reading.is_outbox_stopped = figures.is_outbox_stopped;
                reading.backup_age_s = figures.backups.age_s(now);
            }
            Ok(Err(error)) => {
                log::error!("the database does not answer: {error:#}");
                reading.is_database_away = true;
            }
            Err(_) => reading.is_database_away = true,
        }
        if let Some(folder) = self.folder.clone() {
            let space = spawn_blocking(move || rustix::fs::statvfs(&folder)).await;
            reading.free_bytes = space.ok().and_then(Result::ok).map(|space| space.f_bavail * space.f_frsize);
        }
        if let Some(vault) = self.state.uploads()
            && let Err(error) = vault.check(now).await
        {
            log::error!("files cannot be stored or read: {error:#}");
        }
        reading.storage_outage_s = self.state.storage_outage(now).map_or(0, |outage| outage.seconds());
        if self.settings.limits().certificate_s.is_some() {
            let end = self.certificates.first_end(&self.own_addresses(), now).await;
            reading.certificate_s = end.map(|end| end.duration_since(now).as_secs());
        }
        reading
    }

    /// Where visitors reach the server: at its own addresses, or at the site's, whose host passes on to it.
    fn own_addresses(&self) -> Vec<String> {
        let own = self.state.settings.addresses.clone();
        if own.is_empty() { vec![self.state.site().home.clone()] } else { own }
    }

    async fn write_and_tell(&mut self, alarms: &BTreeSet<AlertKind>, now: Timestamp) -> anyhow::Result<()> {
        let seen = alarms.iter().map(|kind| SeenAlarm { kind: *kind, since: self.since(*kind, now), told: 0 });
        let seen: Vec<SeenAlarm> = seen.chain(self.away).collect();
        if seen.is_empty() && self.state.store.open_incidents().await?.is_empty() {
            return Ok(());
        }
        let ended = self.state.store.note_incidents(seen, now).await?;
        self.away = None;
        for incident in ended {
            self.tell_end(&incident, now).await;
        }
        for incident in self.state.store.open_incidents().await? {
            // One that is quiet may be over; nobody is woken for it.
            if incident.acknowledged_at.is_none() && alarms.contains(&incident.kind) {
                self.go_down_the_list(&incident, now).await?;
            }
        }
        Ok(())
    }

    /// Since when something is wrong that is found at `now`: where files cannot be stored or read, since the first one could not.
    fn since(&self, kind: AlertKind, now: Timestamp) -> Timestamp {
        let outage = if kind == AlertKind::Storage { self.state.storage_outage(now) } else { None };
        outage.map_or(now, |outage| outage.first)
    }

    /// Tells everybody whose time has come. Whoever cannot be told makes it the next one's turn.
    async fn go_down_the_list(&self, incident: &Incident, now: Timestamp) -> anyhow::Result<()> {
        let (mut told, mut is_urgent) = (incident.told, false);
        loop {
            let at = if is_urgent { Timestamp::MAX } else { now };
            let Some(step) = self.settings.next_step(told, incident.opened_at, at) else { return Ok(()) };
            if !self.state.store.claim_alert(incident.id, told).await? {
                return Ok(());
            }
            told += 1;
            is_urgent = !self.post.tell(step, told, &self.notice(incident.kind, incident.opened_at)).await;
        }
    }

    /// Tells those who were told of an incident that it is over. A server that ends in between tells nobody; the incident says it.
    async fn tell_end(&self, incident: &Incident, now: Timestamp) {
        let notice = self.notice(incident.kind, incident.opened_at).ended(now);
        self.post.tell_end(&self.settings, incident.told, &notice).await;
    }

    async fn tell_of_database(&mut self, now: Timestamp) {
        let away = self.away.unwrap_or(SeenAlarm { kind: AlertKind::Database, since: now, told: 0 });
        let notice = self.notice(away.kind, away.since);
        let told = self.post.tell_next(&self.settings, away.told, (away.since, now), &notice).await;
        self.away = Some(SeenAlarm { told, ..away });
    }

    fn notice(&self, kind: AlertKind, since: Timestamp) -> AlertNotice {
        AlertNotice::new(kind, since, self.state.site().home.clone())
    }
}
