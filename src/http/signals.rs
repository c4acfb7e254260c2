//! Ctrl-C, the signal by which supervisors of processes end them, and that of a terminal that was closed.

use std::{fs, thread};

use anyhow::{Context, Result};
use tokio::{
    runtime::Builder,
    signal::unix::{Signal, SignalKind, signal},
};

/// Why a process is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSignal {
    /// The terminal was closed.
    HangUp,
    /// Ctrl-C.
    Interrupt,
    /// A supervisor.
    Terminate,
}

impl EndSignal {
    /// The number that a shell shows for a process that such a signal has ended.
    pub fn exit_code(self) -> i32 {
        128 + match self {
            Self::HangUp => SignalKind::hangup(),
            Self::Interrupt => SignalKind::interrupt(),
            Self::Terminate => SignalKind::terminate(),
        }
        .as_raw_value()
    }
}

/// Calls `stop` at the first signal. From here on, signals do not end the process by themselves, but a second one ends
/// it at once, whatever the first has begun.
pub fn on_terminate(stop: impl FnOnce(EndSignal) + Send + 'static) -> Result<()> {
    // `nohup` has the process ignore the closed terminal, and it is to stay so.
    listen(!ignores_hang_up(), stop)
}

/// The same for a server, which a closed terminal does not end: to it, that signal says to read its files again.
pub fn on_terminate_server(stop: impl FnOnce(EndSignal) + Send + 'static) -> Result<()> {
    listen(false, stop)
}

fn listen(hears_hang_up: bool, stop: impl FnOnce(EndSignal) + Send + 'static) -> Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build().context("listening for Ctrl-C")?;
    let mut signals = {
        let _context = runtime.enter();
        Signals::listen(hears_hang_up).context("listening for Ctrl-C")?
    };
    let thread = thread::Builder::new().name("signals".to_owned());
    let listening = thread.spawn(move || {
        let first = runtime.block_on(signals.next());
        // What is begun now may take a while, and a thread of its own has to listen meanwhile.
        let stopping = thread::Builder::new().name("end".to_owned()).spawn(move || stop(first));
        let second = runtime.block_on(signals.next());
        drop(stopping);
        std::process::exit(second.exit_code());
    });
    listening.map(drop).context("listening for Ctrl-C")
}

/// The signals that end a process.
struct Signals {
    hang_up: Option<Signal>,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen(hears_hang_up: bool) -> std::io::Result<Self> {
        Ok(Self {
            hang_up: hears_hang_up.then(|| signal(SignalKind::hangup())).transpose()?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> EndSignal {
        let hang_up = async {
            match &mut self.hang_up {
                Some(signal) => drop(signal.recv().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = hang_up => EndSignal::HangUp,
            _ = self.interrupt.recv() => EndSignal::Interrupt,
            _ = self.terminate.recv() => EndSignal::Terminate,
        }
    }
}

/// Whether whoever started this process wants it to outlive its terminal. Where the system does not say, nobody does.
fn ignores_hang_up() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    let bit = u32::try_from(SignalKind::hangup().as_raw_value() - 1).unwrap_or_default();
    mask >> bit & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_shells() {
        let codes = [EndSignal::HangUp, EndSignal::Interrupt, EndSignal::Terminate].map(EndSignal::exit_code);
        assert_eq!(codes, [129, 130, 143]);
    }
}
