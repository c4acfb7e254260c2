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
    mailing::start_sending, page, state::AppState,
};
use crate::store::{DatabaseLocation, Keys, Store};

/// What every request keeps to; forms say themselves how long what they send may be.
const LIMITS: Limits = Limits { body_bytes: 64 * 1024 * 1024, time: Duration::from_secs(30) };

/// How often offers and unconfirmed seats are looked at that may be over.
const SWEEP: Duration = Duration::from_secs(15);

/// The server of a site.
pub struct BackendServer {
    pub(super) state: AppState,
    tasks: Vec<AbortHandle>,
}

impl BackendServer {
    /// Opens the database and reads the site. Runs on a runtime, and starts on it what is done from time to time. Without a
    /// mail server, mails wait in the outbox.
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
        let sweep = tokio::spawn(sweep(state.clone())).abort_handle();
        let read_again = tokio::spawn(read_on_hangup(state.clone())).abort_handle();
        let mut tasks = vec![sweep, read_again];
        if let Some(server) = mail {
            tasks.push(start_sending(server, &state).await?);
        }
        Ok(Self { state, tasks })
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
            .merge(forms::router())
            .merge(links::router())
            .merge(api::router())
            .fallback(async || Error::NotFound)
            .method_not_allowed_fallback(async || Error::MethodNotAllowed);
        let router = LIMITS.apply(router, |refusal| Error::from(refusal).into_response());
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
