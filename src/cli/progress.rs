//! Progress on a terminal, for builds that take longer than a moment.

use std::{sync::Arc, thread, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use tsubame_engine::{
    content::Library,
    site::{Artifact, Phase, Sink},
    templates::Bodies,
};

/// Builds shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(100);

/// Passes artifacts on and counts them on the way.
pub(super) struct ProgressSink<'a> {
    sink: &'a dyn Sink,
    bar: ProgressBar,
}

impl<'a> ProgressSink<'a> {
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

    /// Shows how many pages of other sites have been asked for.
    pub fn show_links(&self, done: usize, total: usize) {
        if done == 0 {
            self.bar.reset();
            self.bar.set_length(total as u64);
            self.bar.set_message("asking other sites");
        }
        self.bar.set_position(done as u64);
    }

    /// Clears what was shown.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

impl Sink for ProgressSink<'_> {
    fn accept(&self, artifact: Artifact) {
        self.sink.accept(artifact);
        self.bar.inc(1);
    }

    fn inspect(&self, library: &Arc<Library>, bodies: &Bodies) {
        self.sink.inspect(library, bodies);
    }

    fn begin(&self, phase: Phase, steps: usize) {
        self.bar.reset();
        self.bar.set_length(steps as u64);
        self.bar.set_message(match phase {
            Phase::Read => "reading",
            Phase::Bodies => "rendering Markdown",
            Phase::Render => "rendering pages",
            Phase::Search => "indexing for search",
        });
        self.sink.begin(phase, steps);
    }
}
