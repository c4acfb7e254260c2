//! Progress on a terminal, for builds that take longer than a moment.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::site::{Artifact, Phase, Sink};

/// Builds shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Passes artifacts on and counts them on the way.
pub(super) struct Progress<'a> {
    sink: &'a dyn Sink,
    started: Instant,
    bar: ProgressBar,
    is_watched: bool,
}

impl<'a> Progress<'a> {
    /// Shows nothing at all unless somebody watches.
    pub fn new(sink: &'a dyn Sink, is_watched: bool) -> Self {
        let bar = ProgressBar::hidden();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {pos}/{len} {wide_bar}") {
            bar.set_style(style);
        }
        Self { sink, started: Instant::now(), bar, is_watched }
    }

    /// Clears what was shown.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

impl Sink for Progress<'_> {
    fn accept(&self, artifact: Artifact) {
        self.sink.accept(artifact);
        self.bar.inc(1);
        if self.is_watched && self.bar.is_hidden() && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn begin(&self, phase: Phase, steps: usize) {
        self.bar.reset();
        self.bar.set_length(steps as u64);
        self.bar.set_message(match phase {
            Phase::Read => "reading",
            Phase::Bodies => "rendering Markdown",
            Phase::Render => "rendering pages",
        });
        self.sink.begin(phase, steps);
    }
}
