//! The running preview: a handle to show sites with, and an orderly end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Result;
use tsubame_http::{Listener, Server, ServerOptions};

use super::{
    address::BaseAddress,
    live_site::LiveSite,
    overlay::BuildFailure,
    router::router,
    snapshot::{SearchFiles, Snapshot},
};

/// More threads would only take cores from the builds.
const OPTIONS: ServerOptions = ServerOptions { name: "preview", threads: 2, patience: Duration::from_secs(1) };

/// Serves until it is shut down or dropped.
pub struct PreviewServer {
    live: Arc<LiveSite>,
    server: Server,
}

impl PreviewServer {
    /// Serves what the first build made; connections that waited until now are answered.
    pub fn start(listener: Listener, base: &BaseAddress, first: Result<Snapshot, BuildFailure>) -> Result<Self> {
        let live = Arc::new(LiveSite::new(base, first));
        let server = Server::start(listener, router(Arc::clone(&live)), &OPTIONS, live.shutdown.clone())?;
        Ok(Self { live, server })
    }

    /// The address with the port that was free.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
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

    /// Ends: connections are told and given a moment, then the port is free.
    pub fn shutdown(self) {
        self.server.shutdown();
    }
}
