//! The running server: threads of its own, a handle to show sites with, and an orderly end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use axum::serve::ListenerExt;
use tokio::{
    net::TcpListener,
    runtime::{Builder, Runtime},
    task::JoinHandle,
    time::timeout,
};

use super::{
    address::{BaseAddress, Listener},
    overlay::Fault,
    router::router,
    scene::Stage,
    snapshot::Snapshot,
};

/// How long connections may take to end when the server does.
const PATIENCE: Duration = Duration::from_secs(1);

/// More would only take cores from the builds.
const THREADS: usize = 2;

/// Serves until it is shut down or dropped.
pub struct Server {
    stage: Arc<Stage>,
    runtime: Runtime,
    task: JoinHandle<()>,
    address: SocketAddr,
}

impl Server {
    /// Serves what the first build made; connections that waited until now are answered.
    pub fn start(listener: Listener, base: &BaseAddress, first: Result<Snapshot, Fault>) -> Result<Self> {
        let stage = Arc::new(Stage::new(base, first));
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).thread_name("preview").enable_all().build();
        let runtime = runtime.context("starting the preview's threads")?;
        let address = listener.address();
        listener.inner.set_nonblocking(true).context("preparing the port")?;
        let listener = {
            let _context = runtime.enter();
            TcpListener::from_std(listener.inner).context("preparing the port")?
        };
        // Messages are small and must not wait for more to send.
        let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
        let mut closing = stage.closing.subscribe();
        let ended = async move { drop(closing.wait_for(|is_closing| *is_closing).await) };
        let serving = axum::serve(listener, router(Arc::clone(&stage))).with_graceful_shutdown(ended);
        let task = runtime.spawn(async move { drop(serving.await) });
        Ok(Self { stage, runtime, task, address })
    }

    /// The address with the port that was free.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves a new site from now on. The result is the paths that changed.
    pub fn show(&self, site: Snapshot) -> Vec<String> {
        self.stage.show(site)
    }

    /// Shows what is wrong over the last good site.
    pub fn show_fault(&self, fault: &Fault) {
        self.stage.show_fault(fault);
    }

    /// Ends: connections are told and given a moment, then the port is free.
    pub fn shutdown(self) {
        self.stage.closing.send_replace(true);
        // Sockets are no longer the serving task's, but each of them listens for the end until it has said goodbye.
        let ended = async {
            let _ = self.task.await;
            self.stage.closing.closed().await;
        };
        // Whoever has not let go by then is cut off.
        let _ = self.runtime.block_on(async { timeout(PATIENCE, ended).await });
        self.runtime.shutdown_background();
    }
}
