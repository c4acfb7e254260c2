//! `--store-html`: the site that is served, in the output folder too, as long as it is served.
//!
//! Its pages have the preview's addresses and perhaps its drafts, so it does not stay there, which is also what Zola
//! does.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Error, Result};

use crate::{
    cli::output::claim_output,
    disk::{Discovered, Interrupt, Publisher},
    preview::{MemorySink, Snapshot},
};
use tsubame_engine::{
    config::Config,
    site::{Artifact, SearchInput, Sink},
};

/// Where the site is stored.
pub(super) struct SiteStore {
    /// The folder given on the command line, if one is.
    folder: Option<PathBuf>,
    /// Whether what no build made may be replaced.
    is_forced: bool,
    state: Mutex<StoreState>,
}

#[derive(Default)]
struct StoreState {
    /// Ends the build that is under way.
    interrupt: Option<Interrupt>,
    /// What the site that is stored was built with.
    stored: Option<Arc<Config>>,
}

impl SiteStore {
    pub fn new(folder: Option<PathBuf>, is_forced: bool) -> Self {
        Self { folder, is_forced, state: Mutex::default() }
    }

    /// Claims the folder for one build.
    pub fn begin(&self, found: &Discovered, config: &Config) -> Result<Publisher> {
        let claim = claim_output(found, config, self.folder.as_deref(), self.is_forced)?;
        let publisher = Publisher::new(&found.root, claim);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).interrupt = Some(publisher.interrupt());
        Ok(publisher)
    }

    fn publish(&self, publisher: Publisher, config: &Arc<Config>) -> Result<()> {
        publisher.commit()?;
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stored = Some(Arc::clone(config));
        Ok(())
    }

    /// Ends what is under way, and takes the site away again from the project that `discover` finds.
    pub fn end(&self, discover: impl FnOnce() -> Result<Discovered>) -> Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(interrupt) = state.interrupt.take() {
            interrupt.stop();
        }
        if let Some(config) = state.stored.take() {
            let found = discover()?;
            let claim = claim_output(&found, &config, self.folder.as_deref(), self.is_forced)?;
            Publisher::new(&found.root, claim).commit()?;
        }
        Ok(())
    }
}

/// Takes the artifacts of a build for the preview, and to be stored if they are to be.
pub(super) struct StoringSink<'a> {
    pub memory: MemorySink,
    pub stored: Option<(&'a SiteStore, Publisher)>,
}

impl StoringSink<'_> {
    /// The whole site, when its build is over and clean, what its full-text search is to be made from, and why it could
    /// not be stored.
    pub fn finish(self, config: &Arc<Config>) -> (Snapshot, Option<SearchInput>, Option<Error>) {
        let fault = self.stored.and_then(|(store, publisher)| store.publish(publisher, config).err());
        let (site, search) = self.memory.finish();
        (site, search, fault)
    }
}

impl Sink for StoringSink<'_> {
    fn accept(&self, artifact: Artifact) {
        if let Some((_, publisher)) = &self.stored {
            publisher.accept(artifact.clone());
        }
        self.memory.accept(artifact);
    }

    fn defer_search(&self, input: SearchInput) -> Option<SearchInput> {
        // What is stored is a whole site, so its search cannot follow behind.
        if self.stored.is_some() { Some(input) } else { self.memory.defer_search(input) }
    }
}
