//! What the server says while it runs: lines on standard error, for whatever keeps them, such as a journal.

use std::io::{self, Write};

use jiff::Timestamp;
use log::{Level, LevelFilter, Log, Metadata, Record};

/// Writes what this program's own packages say. Others log statements and requests, in which values of people may be.
struct ServerLog;

impl Log for ServerLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Info && metadata.target().starts_with("tsubame")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            // Nobody can be told that a line could not be written.
            let _ = writeln!(io::stderr(), "{:.0} {} {}", Timestamp::now(), record.level(), record.args());
        }
    }

    fn flush(&self) {}
}

/// Has everything be written from now on that is said. A process that has a log keeps it.
pub(super) fn install() {
    if log::set_logger(&ServerLog).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
}
