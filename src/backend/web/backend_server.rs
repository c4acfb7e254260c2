//! A server that stands: its database open, its site read, its routes ready.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::{Router, middleware::from_fn_with_state, response::IntoResponse, routing::get};
use jiff::Timestamp;
use tokio::{
    signal::unix::{SignalKind, signal},
    task::{AbortHandle, JoinHandle},
    time::{MissedTickBehavior, interval},
};
use tsubame_http::{ConnectionLimits, HostRoutes, Limits, Listener, Shutdown, serve_beside, with_cache_control};

use super::{
    Error, MailViewer, ServerSettings, SiteNews, Workspace,
    alerts::{AlertPost, AlertWatch},
    api, bookings,
    deadline_sweep::sweep_deadlines,
    error_page::show_errors_as_pages,
    forms, health,
    index_sweep::sweep_index,
    key_upkeep::{keep_keyring, keep_keys},
    links, mail_reports, mail_viewer,
    mailing::prepare_outbox,
    message_sweep::sweep_messages,
    metrics::{self, count_requests},
    office, openapi, page,
    retention_sweep::sweep_retention,
    shared_answers::share_with_site,
    site_news::follow_news,
    state::AppState,
    surveys,
    webhooks::sweep_webhooks,
};
use crate::{
    outbox::{OutboxWorker, SmtpClient, SmtpSettings},
    store::{DatabaseLocation, KeyringCopies, Keys, Store},
    uploads::{Clamd, ScanWorker, UploadVault, sweep_uploads},
};

/// What every request keeps to: what it sends is text of a few fields at most.
const LIMITS: Limits = Limits { body_bytes: 64 * 1024, time: Duration::from_secs(10) };

/// The same for forms, which say themselves how long what they send may be. A file of ten megabytes takes a phone a minute.
const FORM_LIMITS: Limits = Limits { body_bytes: 64 * 1024 * 1024, time: Duration::from_mins(2) };

/// The same for delivery reports, which bring a copy of our mail along.
const REPORT_LIMITS: Limits = Limits { body_bytes: 1024 * 1024, time: Duration::from_secs(10) };

/// How often it is looked whom a survey is to ask, or to remind.
const SURVEY_SWEEP: Duration = Duration::from_mins(1);

/// How often files are looked for that nobody names any more, and whether they can be stored and read is seen to.
const FILE_SWEEP: Duration = Duration::from_mins(10);

/// The server of a site.
pub struct BackendServer {
    pub(super) state: AppState,
    outbox: Option<OutboxWorker>,
    alerts: Option<AlertWatch>,
    writer: Option<JoinHandle<()>>,
    /// Where the database lies, if it is a file.
    folder: Option<PathBuf>,
    keyring: Option<Box<KeyringCopies>>,
    tasks: Vec<AbortHandle>,
}

impl BackendServer {
    /// Opens the database, reads the site, and makes ready to send mails. Nothing is done yet that nobody asked for. Without
    /// a mail server, mails wait in the outbox.
    pub async fn open(
        workspace: Arc<dyn Workspace>,
        location: &DatabaseLocation,
        keys: Keys,
        settings: ServerSettings,
        mail: Option<&SmtpSettings>,
    ) -> anyhow::Result<Self> {
        // Neither is a small future, and tests await this one in many places.
        let mut server = Box::pin(Self::open_unread(workspace, location, keys, settings)).await?;
        server.open_uploads().await?;
        Box::pin(server.read_site(mail)).await?;
        Ok(server)
    }

    /// Opens the database alone. Until the site is read, there are no forms.
    pub async fn open_unread(
        workspace: Arc<dyn Workspace>,
        location: &DatabaseLocation,
        keys: Keys,
        settings: ServerSettings,
    ) -> anyhow::Result<Self> {
        let (store, writer) = Store::open(location, keys.clone()).await?;
        let state = AppState::new(workspace, store, keys, settings);
        let folder = match location {
            DatabaseLocation::Sqlite(path) => path.parent().map(Path::to_owned),
            DatabaseLocation::Postgres(_) => None,
        };
        Ok(Self { state, outbox: None, alerts: None, keyring: None, writer: Some(writer), folder, tasks: Vec::new() })
    }

    /// Opens where files lie that visitors send. Until then, none are taken.
    pub async fn open_uploads(&mut self) -> anyhow::Result<()> {
        if let Some(uploads) = &self.state.settings.uploads {
            self.state.set_uploads(UploadVault::of_settings(uploads).await?);
        }
        Ok(())
    }

    /// Has the copies of the keyring rewritten once somebody was erased.
    pub fn keep_keyring(&mut self, copies: KeyringCopies) {
        self.keyring = Some(Box::new(copies));
    }

    /// Reads the site, and makes ready to send mails of its templates.
    pub async fn read_site(&mut self, mail: Option<&SmtpSettings>) -> anyhow::Result<()> {
        self.state.read_site().await?;
        if let Some(server) = mail {
            self.outbox = Some(prepare_outbox(server, &self.state).await?);
        }
        if !self.state.settings.alerts.is_off() {
            // It has a mail client of its own: the outbox may be what needs looking after.
            let smtp = mail.map(|server| SmtpClient::new(server.clone())).transpose()?;
            self.alerts = Some(AlertWatch::new(self.state.clone(), AlertPost::new(smtp), self.folder.clone()));
        }
        Ok(())
    }

    /// Starts what is done from time to time: sending mails, ending what is over, reading the site again at SIGHUP. Called on
    /// a runtime.
    pub fn start(&mut self) {
        self.start_timers();
        self.tasks.push(tokio::spawn(read_on_hangup(self.state.clone())).abort_handle());
        self.tasks.extend(self.outbox.take().map(|outbox| tokio::spawn(outbox.run()).abort_handle()));
        self.tasks.extend(self.alerts.take().map(|alerts| tokio::spawn(alerts.run()).abort_handle()));
    }

    /// Answers whoever asks for figures on a port of their own, until `shutdown` says that the server ends. Called on a
    /// runtime.
    pub fn start_metrics(&mut self, listener: Listener, shutdown: Shutdown) {
        let serving = serve_beside(listener, self.metrics_router(), ConnectionLimits::default(), shutdown);
        let serving = async move {
            if let Err(error) = serving.await {
                log::error!("figures cannot be asked for: {error:#}");
            }
        };
        self.tasks.push(tokio::spawn(serving).abort_handle());
    }

    /// The routes of the port for figures.
    pub(super) fn metrics_router(&self) -> Router {
        with_cache_control(limited(LIMITS, metrics::router()), "no-store").with_state(self.state.clone())
    }

    /// Ends what is done from time to time at once, and gives what to wait for: that everything is written which was to be
    /// written. That comes once nobody answers requests any more.
    pub fn end(mut self) -> impl Future<Output = ()> + Send {
        let writer = self.writer.take();
        drop(self);
        async move {
            // A writer that failed has said so.
            if let Some(writer) = writer {
                drop(writer.await);
            }
        }
    }

    /// The same beside a build of the site that goes on: the site is read whenever there is news of it, and mails are sent from
    /// the first good one on.
    pub fn start_following(&mut self, mail: Option<SmtpSettings>) -> SiteNews {
        let (news, following) = follow_news(self.state.clone(), mail);
        self.start_timers();
        self.tasks.push(tokio::spawn(following).abort_handle());
        news
    }

    fn start_timers(&mut self) {
        let state = &self.state;
        let timers = [
            tokio::spawn(sweep_deadlines(state.clone())),
            tokio::spawn(sweep_retention(state.clone())),
            tokio::spawn(sweep_index(state.clone())),
            tokio::spawn(sweep_messages(state.clone())),
            tokio::spawn(ask_by_surveys(state.clone())),
            tokio::spawn(keep_keys(state.clone())),
            tokio::spawn(sweep_webhooks(state.clone())),
        ];
        self.tasks.extend(timers.map(|task| task.abort_handle()));
        if let Some(copies) = self.keyring.take() {
            self.tasks.push(tokio::spawn(keep_keyring(state.clone(), *copies)).abort_handle());
        }
        self.tasks.extend(start_uploads(&self.state));
    }

    /// The chains of the audit log that are broken, each with the number of the first record that does not follow.
    pub async fn broken_audit_chains(&self) -> anyhow::Result<Vec<(uuid::Uuid, i64)>> {
        self.state.store.broken_audit_chains().await
    }

    /// How many forms it receives.
    pub fn forms(&self) -> usize {
        self.state.site().forms.len()
    }

    /// All routes. Every answer is `no-store` unless it says otherwise: what the server sends concerns one person or one
    /// moment.
    pub fn router(&self) -> Router {
        self.routes(Router::new())
    }

    /// The pages of staff, at a host of their own, if there are any.
    pub fn office(&self) -> Option<HostRoutes> {
        let settings = self.state.settings.office.clone()?;
        Some(office::host_routes(self.state.clone(), settings))
    }

    /// The same with the outbox as pages. Everybody who has the key of the viewer reads everybody's mails there, so this is for
    /// a server that only its own machine reaches.
    pub fn trial_router(&self, viewer: Arc<MailViewer>) -> Router {
        self.routes(mail_viewer::router(viewer))
    }

    fn routes(&self, more: Router<AppState>) -> Router {
        let router = more
            .route("/api/health", get(health::check))
            .route("/api/ready", get(health::ready))
            .route("/api/pages.css", get(page::style_sheet))
            .merge(links::router())
            .merge(api::router())
            .merge(bookings::router())
            .merge(openapi::router())
            .fallback(async || Error::NotFound);
        let router = limited(LIMITS, router)
            .merge(limited(FORM_LIMITS, forms::router().merge(surveys::router())))
            .merge(limited(REPORT_LIMITS, mail_reports::router()));
        let router = router.layer(from_fn_with_state(self.state.clone(), show_errors_as_pages));
        let router = router.layer(from_fn_with_state(self.state.clone(), count_requests));
        let router = router.layer(from_fn_with_state(self.state.clone(), share_with_site));
        with_cache_control(router, "no-store").with_state(self.state.clone())
    }
}

impl Drop for BackendServer {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

fn limited(limits: Limits, router: Router<AppState>) -> Router<AppState> {
    let router = router.method_not_allowed_fallback(async || Error::MethodNotAllowed);
    limits.apply(router, |refusal| Error::from(refusal).into_response())
}

/// Asks those who were at an event, and reminds those who have not answered, again and again.
async fn ask_by_surveys(state: AppState) {
    let mut ticks = interval(SURVEY_SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let (site, now) = (state.site(), Timestamp::now());
        let surveys = surveys::surveys_of(&site);
        let programmes = site.references.values("programme").map(str::to_owned).collect();
        let asked = state.store.invite_after_events(&surveys, &programmes, now).await;
        let reminded = state.store.remind_of_surveys(&surveys, now).await;
        for error in [asked.err(), reminded.err()].into_iter().flatten() {
            log::error!("nobody can be asked by a survey: {error}");
        }
    }
}

/// Starts what is done about files: sweeping, and looking for viruses where clamd is set.
fn start_uploads(state: &AppState) -> Vec<AbortHandle> {
    let (Some(vault), Some(settings)) = (state.uploads(), &state.settings.uploads) else { return Vec::new() };
    let mut tasks = vec![tokio::spawn(sweep_files(state.store.clone(), vault.clone())).abort_handle()];
    if let Some(address) = &settings.clamd {
        let worker = ScanWorker::new(state.store.clone(), vault.clone(), Clamd::new(address.clone()));
        tasks.push(tokio::spawn(worker.run()).abort_handle());
    }
    tasks
}

/// Ends files that nobody names, again and again.
async fn sweep_files(store: Store, vault: UploadVault) {
    let mut ticks = interval(FILE_SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = Timestamp::now();
        if let Err(error) = vault.check(now).await {
            log::error!("files cannot be stored or read: {error:#}");
        }
        match sweep_uploads(&vault, &store, now).await {
            Ok(swept) if swept.removed > 0 => log::info!("{} files that nobody named were removed", swept.removed),
            Ok(_) => {}
            Err(error) => log::error!("files that nobody names cannot be removed: {error:#}"),
        }
    }
}

/// Reads the site anew at each SIGHUP. A site with faults is told, and the last good one stays.
async fn read_on_hangup(state: AppState) {
    let mut hangups = match signal(SignalKind::hangup()) {
        Ok(hangups) => hangups,
        Err(error) => return log::error!("SIGHUP cannot be waited for: {error}"),
    };
    while hangups.recv().await.is_some() {
        if let Err(error) = state.keys.master.refresh() {
            log::error!("the secrets stay as they were: {error:#}");
        }
        match state.read_site().await {
            Ok(()) => log::info!("the site was read anew"),
            Err(error) => log::error!("the site stays as it was: {error}"),
        }
    }
}
