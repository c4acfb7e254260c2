//! Progress on a terminal, for builds that take longer than a moment.

use std::{thread, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::site::{Artifact, Phase, Sink};

/// Builds shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(100);

/// Passes artifacts on and counts them on the way.
pub(super) struct Progress<'a> {
    sink: &'a dyn Sink,
    bar: ProgressBar,
}

impl<'a> Progress<'a> {
    /// Shows nothing at all unless somebody watches, and then only after a while.
    pub fn new(sink: &'a dyn Sink, is_watched: bool) -> Self {
        let bar = ProgressBar::hidden();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {pos}/{len} {wide_bar}") {
            bar.set_style(style);
        }
        if is_watched {
            let bar = bar.clone();
            thread::spawn(move || {
                thread::sleep(PATIENCE);
                if !bar.is_finished() {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            });
        }
        Self { sink, bar }
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
