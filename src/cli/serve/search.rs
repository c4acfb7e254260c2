//! Full-text search of the preview: made on a thread of its own, behind the builds, and only for the newest site.

use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use crate::preview::SearchFiles;
use tsubame_engine::site::{SearchIndexer, SearchInput};
use tsubame_model::source::Diagnostic;

/// So long no new site must have come before search is made, so that builds that follow each other have the cores.
const QUIET: Duration = Duration::from_secs(1);

/// What came of making the files of full-text search.
pub(super) struct SearchOutcome {
    /// The site that they belong to.
    revision: u64,
    /// The files.
    pub files: SearchFiles,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Hands sites to the thread, each with a number. The thread ends with it.
pub(super) struct SearchThread {
    inputs: Sender<(u64, SearchInput)>,
    revision: u64,
}

impl SearchThread {
    /// `report` hears of every search that was made, from that thread, until it says that nobody listens any more.
    pub fn start(report: impl Fn(SearchOutcome) -> bool + Send + 'static) -> Self {
        let (inputs, received) = mpsc::channel();
        thread::spawn(move || run(&received, report));
        Self { inputs, revision: 0 }
    }

    /// Has search made for another site than before. What is still being made for that one is no longer current.
    pub fn request(&mut self, input: SearchInput) {
        self.revision += 1;
        // Without the thread, search only stays as it was.
        let _ = self.inputs.send((self.revision, input));
    }

    /// Forgets the site before, which has no search after it.
    pub fn cancel(&mut self) {
        self.revision += 1;
    }

    /// Whether a search belongs to the newest site.
    pub fn is_current(&self, outcome: &SearchOutcome) -> bool {
        outcome.revision == self.revision
    }
}

fn run(received: &Receiver<(u64, SearchInput)>, report: impl Fn(SearchOutcome) -> bool) {
    let mut indexer = SearchIndexer::default();
    while let Ok(mut newest) = received.recv() {
        loop {
            match received.recv_timeout(QUIET) {
                Ok(newer) => newest = newer,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        let (revision, input) = newest;
        let (artifacts, diagnostics) = indexer.index(input);
        if !report(SearchOutcome { revision, files: SearchFiles::new(artifacts), diagnostics }) {
            return;
        }
    }
}
