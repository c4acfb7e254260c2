//! A server that stands: its database open, its site read, its routes ready.

use std::{sync::Arc, time::Duration};

use axum::{Router, middleware::from_fn_with_state, response::IntoResponse, routing::get};
use tokio::{
    signal::unix::{SignalKind, signal},
    task::AbortHandle,
    time::{MissedTickBehavior, interval},
};
use tsubame_http::{Limits, with_cache_control};

use super::{
    Error, MailServer, ServerSettings, Workspace, api, error_page::show_errors_as_pages, forms, health, links,
    mailing::prepare_outbox, page, state::AppState,
};
use crate::{
    outbox::OutboxWorker,
    store::{DatabaseLocation, Keys, Store},
};

/// What every request keeps to: what it sends is text of a few fields at most.
const LIMITS: Limits = Limits { body_bytes: 64 * 1024, time: Duration::from_secs(10) };

/// The same for forms, which say themselves how long what they send may be.
const FORM_LIMITS: Limits = Limits { body_bytes: 64 * 1024 * 1024, time: Duration::from_secs(30) };

/// How often offers and unconfirmed seats are looked at that may be over.
const SWEEP: Duration = Duration::from_secs(15);

/// The server of a site.
pub struct BackendServer {
    pub(super) state: AppState,
    outbox: Option<OutboxWorker>,
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
        mail: Option<&MailServer>,
    ) -> anyhow::Result<Self> {
        let (store, _) = Store::open(location, keys.clone()).await?;
        let state = AppState::new(workspace, store, keys, settings);
        state.read_site().await?;
        let outbox = match mail {
            Some(server) => Some(prepare_outbox(server, &state).await?),
            None => None,
        };
        Ok(Self { state, outbox, tasks: Vec::new() })
    }

    /// Starts what is done from time to time: sending mails, ending what is over, reading the site again at SIGHUP. Called on
    /// a runtime.
    pub fn start(&mut self) {
        let (sweep, read_again) = (sweep(self.state.clone()), read_on_hangup(self.state.clone()));
        self.tasks.extend([tokio::spawn(sweep), tokio::spawn(read_again)].map(|task| task.abort_handle()));
        self.tasks.extend(self.outbox.take().map(|outbox| tokio::spawn(outbox.run()).abort_handle()));
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
        let router = Router::new()
            .route("/api/health", get(health::check))
            .route("/api/pages.css", get(page::style_sheet))
            .merge(links::router())
            .merge(api::router())
            .fallback(async || Error::NotFound);
        let limited = |limits: Limits, router: Router<AppState>| {
            let router = router.method_not_allowed_fallback(async || Error::MethodNotAllowed);
            limits.apply(router, |refusal| Error::from(refusal).into_response())
        };
        let router = limited(LIMITS, router).merge(limited(FORM_LIMITS, forms::router()));
        let router = router.layer(from_fn_with_state(self.state.clone(), show_errors_as_pages));
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

/// Ends what is over, again and again.
async fn sweep(state: AppState) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = state.store.expire_registrations(state.settings.offer_hours).await {
            log::error!("what is over cannot be ended: {error:#}");
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
        match state.read_site().await {
            Ok(()) => log::info!("the site was read anew"),
            Err(error) => log::error!("the site stays as it was: {error}"),
        }
    }
}
