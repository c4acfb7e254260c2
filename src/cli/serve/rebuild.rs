//! One build of the preview: the same path that every build takes, into memory.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use anyhow::{Result, bail};

use crate::{
    cli::clock::set_coarse_clock,
    disk::discover,
    preview::{BaseAddress, BuildFailure, MemorySink, Snapshot},
};
use tsubame_engine::{
    config::{BuildOptions, Config, Mode},
    site::{Memo, Project, SearchInput, build_with, configure},
};
use tsubame_model::source::{Apart, Diagnostic, Network};

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
    pub apart: Option<Arc<dyn Apart>>,
    /// What each build keeps for the next one.
    pub memo: Mutex<Memo>,
}

/// What came of one build.
pub(super) struct BuildOutcome {
    /// The site, or why there is none.
    pub site: Result<Snapshot, BuildFailure>,
    /// What the site's full-text search is to be made from, if it has one.
    pub search: Option<SearchInput>,
    /// Faults and warnings, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Pages of the site.
    pub pages: usize,
    /// Sections of the site.
    pub sections: usize,
    /// How long it took.
    pub seconds: f64,
}

impl BuildSetup {
    /// Where `build` would write the site, as far as the configuration can be read.
    pub fn output_folder(&self) -> PathBuf {
        let project = discover(&self.root, self.config.as_deref()).map(|found| found.project).ok();
        let config = project.and_then(|project| configure(&project, &self.options(None)).ok());
        self.root.join(config.map_or_else(|| "public".to_owned(), |config| config.output_dir))
    }

    fn options(&self, base_url: Option<String>) -> BuildOptions {
        BuildOptions { base_url, drafts: self.drafts, minify: false, mode: Mode::Serve }
    }

    fn configure(&self, project: &Project) -> Result<Config, Vec<Diagnostic>> {
        // Templates add paths to the base URL as the site's own has it, with a slash at its end or without.
        let has_slash = configure(project, &self.options(None))?.base_url.ends_with('/');
        configure(project, &self.options(Some(self.base.url(has_slash))))
    }
}

/// Looks at the project anew and builds it.
pub(super) fn rebuild(setup: &BuildSetup) -> BuildOutcome {
    let started = Instant::now();
    let mut rebuilt = try_rebuild(setup).unwrap_or_else(|error| BuildOutcome {
        site: Err(BuildFailure::Error(format!("{error:#}"))),
        search: None,
        diagnostics: Vec::new(),
        pages: 0,
        sections: 0,
        seconds: 0.0,
    });
    rebuilt.seconds = started.elapsed().as_secs_f64();
    rebuilt
}

fn try_rebuild(setup: &BuildSetup) -> Result<BuildOutcome> {
    let mut found = discover(&setup.root, setup.config.as_deref())?;
    if !is_same(&found.root, &setup.root) {
        bail!("the configuration file in {} is gone", setup.root.display());
    }
    found.project.world.network = Arc::clone(&setup.network);
    found.project.world.apart.clone_from(&setup.apart);
    let (site, diagnostics, pages, sections) = match setup.configure(&found.project) {
        Err(diagnostics) => (None, diagnostics, 0, 0),
        Ok(config) => {
            set_coarse_clock(&mut found, &config, setup.now.as_deref())?;
            let sink = MemorySink::new(found.root);
            let mut memo = setup.memo.lock().unwrap_or_else(PoisonError::into_inner);
            let report = build_with(&found.project, &Arc::new(config), &sink, &mut memo);
            let site = report.is_clean().then(|| sink.finish());
            (site, report.diagnostics, report.pages, report.sections)
        }
    };
    let (site, search) = match site {
        Some((site, search)) => (Ok(site), search),
        None => (Err(BuildFailure::Faults(diagnostics.clone())), None),
    };
    Ok(BuildOutcome { site, search, diagnostics, pages, sections, seconds: 0.0 })
}

/// A configuration file above the project would stand in for one that is gone.
fn is_same(found: &Path, root: &Path) -> bool {
    found == root
}
