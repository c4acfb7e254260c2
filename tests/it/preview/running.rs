//! `tsubame serve`, `tsubame up` and `tsubame backend` in this process, on a free port, until they are dropped.

use std::{
    ffi::OsString,
    io::{self, Write},
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Debug builds on busy machines are slow; a test that waits so long fails.
pub const PATIENCE: Duration = Duration::from_mins(4);

/// A running preview, or a running backend.
pub struct Running {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<u8>>,
    /// What was printed to standard output.
    pub out: Printed,
    /// What was printed to standard error.
    pub err: Printed,
}

impl Running {
    /// `tsubame --root ROOT serve ARGS…` on any free port unless one is given, once it serves.
    pub fn start(root: &Path, args: &[&str]) -> Self {
        let port: &[&str] = if args.contains(&"--port") { &[] } else { &["--port", "0"] };
        Self::start_until(root, &[&["serve"], port, args].concat(), "Serving the site at ")
    }

    /// `tsubame --root ROOT backend` on any free port, once it receives.
    pub fn start_backend(root: &Path) -> Self {
        Self::start_until(root, &["backend", "--listen", "127.0.0.1:0"], "Receiving forms at ")
    }

    /// `tsubame --root ROOT up` on any free port, once it serves and has told where the mails are.
    pub fn start_up(root: &Path) -> Self {
        Self::start_until(root, &["up", "--port", "0"], "/api/outbox?key=")
    }

    fn start_until(root: &Path, args: &[&str], ready: &str) -> Self {
        let start = ["tsubame".into(), "--root".into(), root.into()];
        let command: Vec<OsString> = start.into_iter().chain(args.iter().map(OsString::from)).collect();
        let (stop, stopped) = mpsc::channel();
        let (out, err) = (Printed::default(), Printed::default());
        let (mut to_out, mut to_err) = (out.clone(), err.clone());
        let thread = thread::spawn(move || tsubame::cli::run_until(stopped, command, &mut to_out, &mut to_err));
        let running = Self { stop: Some(stop), thread: Some(thread), out, err };
        running.out.wait_for_line(ready);
        running
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        let text = self.out.text();
        let (_, rest) = text.split_once(" at http://").expect("the address");
        rest.split(['/', ' ']).next().and_then(|address| address.parse().ok()).expect("host and port")
    }

    /// Ends it as Ctrl-C does; the result is the exit code.
    pub fn stop(mut self) -> u8 {
        drop(self.stop.take());
        self.thread.take().map_or(0, |thread| thread.join().expect("the preview ends"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Failing here would hide the failure that came before.
            let _ = thread.join();
        }
    }
}

/// A stream that can be read while it is written to.
#[derive(Clone, Default)]
pub struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    /// What was printed until now.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// Waits until this was printed.
    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |printed| printed.contains(text));
    }

    /// Waits until a line with this was printed to its end: a line comes in pieces, and the address is one of the last.
    pub fn wait_for_line(&self, text: &str) {
        self.wait_until(text, |printed| printed.split_once(text).is_some_and(|(_, rest)| rest.contains('\n')));
    }

    fn wait_until(&self, text: &str, is_there: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !is_there(&self.text()) {
            assert!(start.elapsed() < PATIENCE, "{text:?} was not printed; this was:\n{}", self.text());
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
