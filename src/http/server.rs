//! A running server: a router on threads of its own, and an orderly end.

use std::{net::SocketAddr, num::NonZero, thread::available_parallelism, time::Duration};

use anyhow::{Context, Result};
use axum::Router;
use tokio::{
    net::TcpListener,
    runtime::{Builder, Runtime},
    task::JoinHandle,
    time::timeout,
};

use super::{listener::Listener, patience::ConnectionLimits, serving::serve, shutdown::Shutdown};

/// The most threads that answer, however many cores there are.
const MOST_ANSWERING_THREADS: usize = 4;

/// So many threads read files and do what takes long; what is more waits for one of them.
const MOST_BLOCKING_THREADS: usize = 32;

/// How a server runs.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// What its threads are called.
    pub name: &'static str,
    /// How many threads answer. Work that waits or computes for long belongs on `spawn_blocking`.
    pub threads: usize,
    /// How long connections may take to end when the server does.
    pub patience: Duration,
    /// What connections keep to.
    pub connections: ConnectionLimits,
}

/// How many threads answer on this machine: one less than it has cores, for what they wait for computes as well. On two cores two
/// threads take a third more time for each request than one does, since they keep waking each other up.
pub fn answering_threads() -> usize {
    let cores = available_parallelism().map_or(1, NonZero::get);
    cores.saturating_sub(1).clamp(1, MOST_ANSWERING_THREADS)
}

/// The threads of a server, before it serves: what has to be opened first is opened on them.
pub struct ServerThreads(Runtime);

impl ServerThreads {
    /// Starts them.
    pub fn start(options: &ServerOptions) -> Result<Self> {
        let mut threads = Builder::new_multi_thread();
        threads.worker_threads(options.threads).thread_name(options.name).enable_all();
        threads.max_blocking_threads(MOST_BLOCKING_THREADS);
        Ok(Self(threads.build().with_context(|| format!("starting the threads of the {}", options.name))?))
    }

    /// Waits for what has to be done before serving.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }
}

/// Serves until it is shut down or dropped.
pub struct Server {
    runtime: Runtime,
    task: JoinHandle<()>,
    address: SocketAddr,
    shutdown: Shutdown,
    patience: Duration,
}

impl Server {
    /// Serves a router; connections that waited until now are answered. Handlers whose connections last take their
    /// signals from the same `shutdown`.
    pub fn start(listener: Listener, router: Router, options: &ServerOptions, shutdown: Shutdown) -> Result<Self> {
        Self::start_on(ServerThreads::start(options)?, listener, router, options, shutdown)
    }

    /// The same, on threads that run already.
    pub fn start_on(
        threads: ServerThreads,
        listener: Listener,
        router: Router,
        options: &ServerOptions,
        shutdown: Shutdown,
    ) -> Result<Self> {
        let runtime = threads.0;
        let address = listener.address();
        listener.inner.set_nonblocking(true).context("preparing the port")?;
        let listener = {
            let _context = runtime.enter();
            TcpListener::from_std(listener.inner).context("preparing the port")?
        };
        let task = runtime.spawn(serve(listener, router, options.connections, shutdown.clone()));
        Ok(Self { runtime, task, address, shutdown, patience: options.patience })
    }

    /// The address, with the port that was free.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends: connections are told and given a moment, then the port is free.
    pub fn shutdown(self) {
        self.shutdown_after(std::future::ready(()));
    }

    /// The same, and waits for one thing more, which is begun once all connections are over. All of it has the same patience.
    pub fn shutdown_after(self, last: impl Future<Output = ()>) {
        self.shutdown.begin();
        // Sockets are no longer the serving task's, but each of them holds a signal until it has said goodbye.
        let ended = async {
            let _ = self.task.await;
            self.shutdown.drained().await;
            last.await;
        };
        // Whoever has not let go by then is cut off.
        let _ = self.runtime.block_on(async { timeout(self.patience, ended).await });
        self.runtime.shutdown_background();
    }
}

/// Serves a router on the runtime that this is awaited on, beside another server, until the end is told.
pub async fn serve_beside(
    listener: Listener,
    router: Router,
    connections: ConnectionLimits,
    shutdown: Shutdown,
) -> Result<()> {
    listener.inner.set_nonblocking(true).context("preparing the port")?;
    let listener = TcpListener::from_std(listener.inner).context("preparing the port")?;
    serve(listener, router, connections, shutdown).await;
    Ok(())
}

#[cfg(test)]
#[path = "pressure_tests.rs"]
mod pressure_tests;

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{IpAddr, TcpStream},
        time::Instant,
    };

    use axum::{Extension, routing::get};

    use super::*;
    use crate::PeerAddress;

    fn start(router: Router, patience: Duration) -> Server {
        let listener = Listener::bind_next_free(IpAddr::from([127, 0, 0, 1]), 0).unwrap();
        let options = ServerOptions { name: "test", threads: 1, patience, connections: ConnectionLimits::default() };
        Server::start(listener, router, &options, Shutdown::default()).unwrap()
    }

    fn ask(address: SocketAddr) -> TcpStream {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        stream
    }

    #[test]
    fn what_was_asked_before_the_end_is_answered() {
        let router = Router::new().route(
            "/",
            get(async || {
                tokio::time::sleep(Duration::from_millis(100)).await;
                "late"
            }),
        );
        let server = start(router, Duration::from_secs(10));
        let address = server.address();
        let mut stream = ask(address);
        std::thread::sleep(Duration::from_millis(50));
        server.shutdown();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(text.ends_with("late"), "{text}");
        assert!(TcpStream::connect(address).is_err());
    }

    #[test]
    fn handlers_are_told_who_is_at_the_other_end() {
        let told = get(async |Extension(peer): Extension<PeerAddress>| peer.0.to_string());
        let server = start(Router::new().route("/", told), Duration::from_secs(10));
        let mut stream = ask(server.address());
        let own = stream.local_addr().unwrap().to_string();
        std::thread::sleep(Duration::from_millis(50));
        server.shutdown();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(text.ends_with(&own), "{text}");
    }

    #[test]
    fn whoever_does_not_let_go_is_cut_off() {
        let server = start(Router::new().route("/", get(std::future::pending::<()>)), Duration::from_millis(50));
        let _stream = ask(server.address());
        std::thread::sleep(Duration::from_millis(50));
        let began = Instant::now();
        server.shutdown();
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}
