//! How long something takes, as far as the pure rooms may know it: only to give up what would not end.

use std::{fmt::Debug, time::Duration};

/// A watch that runs.
pub trait Stopwatch: Debug + Send + Sync {
    /// The time since a moment that lies before all that is measured.
    fn elapsed(&self) -> Duration;
}

/// A watch that stands still, so that nothing ever takes too long.
#[derive(Clone, Copy, Debug)]
pub struct StoppedWatch;

impl Stopwatch for StoppedWatch {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}
