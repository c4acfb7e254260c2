//! One build of the preview: the same path that every build takes, into memory.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use anyhow::{Context, Error, Result, bail};

use super::store::{SiteStore, StoringSink};
use crate::{
    cli::clock::set_coarse_clock,
    disk::{Discovered, SeenFiles, discover},
    preview::{BaseAddress, BuildFailure, MemorySink, Snapshot},
};
use tsubame_engine::{
    config::{BuildOptions, Config, RunMode},
    site::{Memo, Project, SearchInput, build_with, configure},
    templates::BuildThreads,
};
use tsubame_model::source::{Data, Diagnostic, MessageLanguage, Network, SubprocessRunner};

/// What every build of one run shares.
pub(super) struct BuildSetup {
    /// The project's root, absolute and without links.
    pub root: PathBuf,
    /// The configuration file, as typed.
    pub config: Option<PathBuf>,
    /// The base URL of the pages.
    pub base: BaseAddress,
    /// Whether drafts are part of the site.
    pub drafts: bool,
    /// The time for which the site is built; without one, that of each build.
    pub now: Option<String>,
    /// What other servers answered lately is known to all builds.
    pub network: Arc<dyn Network>,
    /// Where work is done that could end the preview.
    pub subprocesses: Option<Arc<dyn SubprocessRunner>>,
    /// Where the site is written to beside, if it is.
    pub store: Option<SiteStore>,
    /// Whether forms are sent to this server, wherever the settings have them sent.
    pub takes_forms: bool,
}

/// What one build after the other works with. A build that does not end keeps it, and the next one gets another.
pub(super) struct BuildWorker {
    threads: BuildThreads,
    /// What each build keeps for the next one.
    memo: Mutex<Memo>,
}

/// What came of one build.
pub(super) struct BuildOutcome {
    /// The site, or why there is none.
    pub site: Result<Snapshot, BuildFailure>,
    /// What the site's full-text search is to be made from, if it has one.
    pub search: Option<SearchInput>,
    /// The language of what is said of the site, if its settings could be read.
    pub language: Option<MessageLanguage>,
    /// Faults and warnings, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// What the build looked at beside the folders of a project, if it came so far.
    pub seen: Option<SeenFiles>,
    /// Why the site is not in its folder too, where it should be.
    pub store_fault: Option<Error>,
    /// Pages of the site.
    pub pages: usize,
    /// Sections of the site.
    pub sections: usize,
    /// How long it took.
    pub seconds: f64,
}

impl BuildWorker {
    pub fn new() -> Result<Self> {
        let threads = BuildThreads::new().context("starting the threads of builds")?;
        Ok(Self { threads, memo: Mutex::default() })
    }
}

impl BuildSetup {
    /// Where `build` would write the site, as far as the configuration can be read.
    pub fn output_folder(&self) -> PathBuf {
        let project = discover(&self.root, self.config.as_deref()).map(|found| found.project).ok();
        let config = project.and_then(|project| configure(&project, &self.options(None)).ok());
        self.root.join(config.map_or_else(|| "public".to_owned(), |config| config.output_dir))
    }

    /// Says at once if the site may not be stored where it should be.
    pub fn check_store(&self, found: &Discovered) -> Result<()> {
        match (&self.store, configure(&found.project, &self.options(None))) {
            (Some(store), Ok(config)) => store.begin(found, &config).map(drop),
            _ => Ok(()),
        }
    }

    /// Takes what was stored away again.
    pub fn end_store(&self) -> Result<()> {
        self.store.as_ref().map_or(Ok(()), |store| store.end(|| discover(&self.root, self.config.as_deref())))
    }

    fn options(&self, base_url: Option<String>) -> BuildOptions {
        BuildOptions { base_url, drafts: self.drafts, minify: false, mode: RunMode::Serve }
    }

    fn configure(&self, project: &Project) -> Result<Config, Vec<Diagnostic>> {
        // Templates add paths to the base URL as the site's own has it, with a slash at its end or without.
        let has_slash = configure(project, &self.options(None))?.base_url.ends_with('/');
        let config = configure(project, &self.options(Some(self.base.url(has_slash))))?;
        Ok(if self.takes_forms { sending_forms_here(config) } else { config })
    }
}

/// The same settings with forms that are sent to this server: what is tried must not reach the one that others use.
fn sending_forms_here(mut config: Config) -> Config {
    if let Data::Map(entries) = &mut config.extra {
        for (_, value) in entries.iter_mut().filter(|(key, _)| key == "backend_url") {
            *value = Data::Text("/api".to_owned());
        }
    }
    config
}

/// Looks at the project anew and builds it.
pub(super) fn rebuild(setup: &BuildSetup, worker: &BuildWorker) -> BuildOutcome {
    let started = Instant::now();
    let mut rebuilt = worker.threads.run(|| try_rebuild(setup, worker)).unwrap_or_else(|error| BuildOutcome {
        site: Err(BuildFailure::Error(format!("{error:#}"))),
        search: None,
        language: None,
        diagnostics: Vec::new(),
        seen: None,
        store_fault: None,
        pages: 0,
        sections: 0,
        seconds: 0.0,
    });
    rebuilt.seconds = started.elapsed().as_secs_f64();
    rebuilt
}

fn try_rebuild(setup: &BuildSetup, worker: &BuildWorker) -> Result<BuildOutcome> {
    let mut found = discover(&setup.root, setup.config.as_deref())?;
    // One above the project would stand in for a configuration file that is gone.
    if found.root != setup.root {
        bail!("the configuration file in {} is gone", setup.root.display());
    }
    found.project.world.network = Arc::clone(&setup.network);
    found.project.world.subprocesses.clone_from(&setup.subprocesses);
    let (mut site, mut search, mut language, mut store_fault) = (None, None, None, None);
    let (mut pages, mut sections) = (0, 0);
    let diagnostics = match setup.configure(&found.project) {
        Err(diagnostics) => diagnostics,
        Ok(config) => {
            language = Some(config.message_language());
            set_coarse_clock(&mut found, &config, setup.now.as_deref())?;
            let config = Arc::new(config);
            let stored = setup.store.as_ref().and_then(|store| match store.begin(&found, &config) {
                Ok(publisher) => Some((store, publisher)),
                Err(error) => {
                    store_fault = Some(error);
                    None
                }
            });
            let sink = StoringSink { memory: MemorySink::new(found.root.clone()), stored };
            let mut memo = worker.memo.lock().unwrap_or_else(PoisonError::into_inner);
            let report = build_with(&found.project, &config, &sink, &mut memo);
            (pages, sections) = (report.pages, report.sections);
            if report.is_clean() {
                let (snapshot, input, fault) = sink.finish(&config);
                (site, search) = (Some(snapshot), input);
                store_fault = store_fault.or(fault);
            }
            report.diagnostics
        }
    };
    let site = site.ok_or_else(|| BuildFailure::Faults(diagnostics.clone()));
    let seen = Some(found.reads.take());
    Ok(BuildOutcome { site, search, language, diagnostics, seen, store_fault, pages, sections, seconds: 0.0 })
}
