//! Accepting connections and answering what comes on them.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use hyper::{
    Request,
    body::Incoming,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, time::sleep};

use super::{connection::WatchedStream, connections::OpenConnections, patience::ConnectionLimits, shutdown::Shutdown};

/// When the system has no more connections to give, it may have some after this.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Who is at the other end of a request's connection: an extension of every request. It may be a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub SocketAddr);

/// Serves a router until the end is told. Connections that are open then may finish their answers.
pub(crate) async fn serve(listener: TcpListener, router: Router, limits: ConnectionLimits, shutdown: Shutdown) {
    let open = Arc::new(OpenConnections::default());
    let mut ending = shutdown.signal();
    loop {
        let accepted = tokio::select! {
            () = ending.received() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Answers and messages are mostly small and must not wait for more to send.
                let _ = stream.set_nodelay(true);
                let stream = WatchedStream::new(stream, limits, Arc::clone(&open));
                tokio::spawn(serve_one(stream, router.clone(), limits, PeerAddress(peer), shutdown.clone()));
            }
            Err(error) if is_gone(&error) => {}
            Err(_) => sleep(ACCEPT_PAUSE).await,
        }
    }
}

/// Whether only the one that wanted to connect has gone already.
fn is_gone(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

async fn serve_one(
    stream: WatchedStream,
    router: Router,
    limits: ConnectionLimits,
    peer: PeerAddress,
    shutdown: Shutdown,
) {
    let mut ending = shutdown.signal();
    let router = TowerToHyperService::new(router);
    let with_peer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        router.call(request)
    });
    // What a connection that was given up has not sent is nobody's any more, and neither is why.
    let mut connection = std::pin::pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(limits.head_bytes.max(SMALLEST_BUFFER_BYTES))
            .serve_connection(TokioIo::new(stream), with_peer)
            .with_upgrades()
    );
    tokio::select! {
        _ = connection.as_mut() => return,
        () = ending.received() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Hyper takes no smaller buffer.
const SMALLEST_BUFFER_BYTES: usize = 8 * 1024;
