//! Ctrl-C, and the signal by which supervisors of processes end them.

use std::thread;

use anyhow::{Context, Result};
use tokio::{
    runtime::Builder,
    signal::unix::{SignalKind, signal},
};

/// Calls `stop` at the first signal. From here on, signals do not end the process by themselves.
pub fn on_terminate(stop: impl FnOnce() + Send + 'static) -> Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build().context("listening for Ctrl-C")?;
    let (mut interrupt, mut terminate) = {
        let _context = runtime.enter();
        let listen = |kind| signal(kind).context("listening for Ctrl-C");
        (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?)
    };
    thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        });
        stop();
    });
    Ok(())
}
