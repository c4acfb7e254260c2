//! The running preview: a handle to show sites with, and an orderly end.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Result;
use tsubame_http::{ConnectionLimits, Listener, Server, ServerOptions, with_host_routes};
use tsubame_model::source::MessageLanguage;

use super::{
    address::BaseAddress,
    beside::ServedBeside,
    live_site::LiveSite,
    overlay::BuildFailure,
    router::router,
    snapshot::{SearchFiles, Snapshot},
};

/// More threads would only take cores from the builds.
const THREADS: usize = 2;

/// So long connections may take to end when the preview does.
const PATIENCE: Duration = Duration::from_secs(1);

/// The same where something is received beside: what was begun is to end.
const PATIENCE_BESIDE: Duration = Duration::from_secs(10);

/// Serves until it is shut down or dropped.
pub struct PreviewServer {
    live: Arc<LiveSite>,
    server: Server,
}

impl PreviewServer {
    /// Serves what the first build made, or says that it is at work; connections that waited until now are answered. What is
    /// served beside is answered from the same moment on.
    pub fn start(
        listener: Listener,
        base: &BaseAddress,
        first: Option<Result<Snapshot, BuildFailure>>,
        language: MessageLanguage,
        beside: Option<ServedBeside>,
    ) -> Result<Self> {
        let (live, connections) = (LiveSite::new(base, first, language), ConnectionLimits::default());
        let Some(ServedBeside { routes, office, threads }) = beside else {
            return Self::start_with(listener, live, connections);
        };
        let (live, options) = (Arc::new(live), options(PATIENCE_BESIDE, connections));
        let router = router(Arc::clone(&live), Some(routes));
        let router = match office {
            Some(office) => with_host_routes(router, office),
            None => router,
        };
        let server = Server::start_on(threads, listener, router, &options, live.shutdown.clone())?;
        Ok(Self { live, server })
    }

    pub(super) fn start_with(listener: Listener, live: LiveSite, connections: ConnectionLimits) -> Result<Self> {
        let live = Arc::new(live);
        let router = router(Arc::clone(&live), None);
        let server = Server::start(listener, router, &options(PATIENCE, connections), live.shutdown.clone())?;
        Ok(Self { live, server })
    }

    /// The address with the port that was free.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Says in this language from now on what the preview itself has to say.
    pub fn speak(&self, language: MessageLanguage) {
        self.live.speak(language);
    }

    /// Serves a new site from now on. The result is the paths that changed.
    pub fn show(&self, site: Snapshot) -> Vec<String> {
        self.live.show(site)
    }

    /// Serves other files of full-text search from now on.
    pub fn show_search(&self, files: &SearchFiles) {
        self.live.show_search(files);
    }

    /// Shows what is wrong over the last good site.
    pub fn show_failure(&self, failure: &BuildFailure) {
        self.live.show_failure(failure);
    }

    /// Has open pages say that a build is under way since then.
    pub fn show_working(&self, since: Instant) {
        self.live.show_working(since);
    }

    /// Has them say no more that a build is under way.
    pub fn end_working(&self) {
        self.live.end_working();
    }

    /// How many open pages listen.
    #[cfg(test)]
    pub(super) fn listeners(&self) -> usize {
        self.live.listeners()
    }

    /// Ends: connections are told and given a moment, then the port is free.
    pub fn shutdown(self) {
        self.server.shutdown();
    }
}

fn options(patience: Duration, connections: ConnectionLimits) -> ServerOptions {
    ServerOptions { name: "preview", threads: THREADS, patience, connections }
}
