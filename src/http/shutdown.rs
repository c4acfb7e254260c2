//! The end of a server, as connections that last hear of it.

use std::sync::Arc;

use tokio::sync::watch;

/// Ends a server. Whoever keeps a connection open takes a signal from here, and the end waits until all signals are
/// dropped.
#[derive(Clone, Debug, Default)]
pub struct Shutdown(Arc<watch::Sender<bool>>);

impl Shutdown {
    /// A signal for one connection, to be held as long as it is open.
    pub fn signal(&self) -> ShutdownSignal {
        ShutdownSignal(self.0.subscribe())
    }

    /// Tells every signal that it is time.
    pub(crate) fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Waits until every signal is dropped.
    pub(crate) async fn drained(&self) {
        self.0.closed().await;
    }
}

/// Hears of the end of a server.
#[derive(Debug)]
pub struct ShutdownSignal(watch::Receiver<bool>);

impl ShutdownSignal {
    /// Waits until the server ends. It may be called again after it was cancelled.
    pub async fn received(&mut self) {
        // A sender that is gone is an end too.
        let _ = self.0.wait_for(|has_begun| *has_begun).await;
    }
}
