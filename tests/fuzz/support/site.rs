//! A project whose files lie in memory, built and checked through the doors that `tsubame check` uses.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, Once, PoisonError},
};

use jiff::{Timestamp, Zoned, tz::TimeZone};
use tsubame_engine::{
    check::{CheckOptions, CheckSink},
    config::BuildOptions,
    content::Library,
    site::{Artifact, ArtifactData, Project, Sink, build, configure},
    templates::{Bodies, give_threads_room},
};
use tsubame_model::source::{Diagnostic, ProjectFiles, ReadError, SourcePath, World};

use crate::assert_places;

/// The files of a project.
#[derive(Clone, Default)]
pub struct SiteFiles(BTreeMap<SourcePath, Vec<u8>>);

/// What came of a build.
pub struct BuiltSite {
    /// The files of the site by their paths; all of them only if there is no error.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What build and rules found.
    pub diagnostics: Vec<Diagnostic>,
}

impl ProjectFiles for SiteFiles {
    fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }

    fn exists(&self, path: &SourcePath) -> bool {
        self.0.contains_key(path)
    }

    fn locate(&self, path: &SourcePath) -> PathBuf {
        PathBuf::from(format!("/nowhere/{path}"))
    }
}

impl SiteFiles {
    /// The files that stand in every such site.
    pub fn new(files: &[(&str, &str)]) -> Self {
        files.iter().fold(Self::default(), |site, (path, text)| site.with(path, text.as_bytes()))
    }

    /// Adds or replaces a file.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: &[u8]) -> Self {
        self.0.insert(SourcePath::new(path), bytes.to_vec());
        self
    }

    /// The same files, which have to be a site without an error: inputs would meet the error and nothing behind it.
    #[must_use]
    pub fn sound(self) -> Self {
        let errors: Vec<Diagnostic> = self.build().diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        assert!(errors.is_empty(), "the site of the target is at fault: {errors:?}");
        self
    }

    /// The text of a file as diagnostics count in it; `None` where it is no text.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        let bytes = self.0.get(path)?;
        str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).ok()
    }

    /// The project of these files.
    pub fn project(&self) -> Project {
        let files = self.0.keys().cloned().collect();
        let world = World::of_files(Arc::new(self.clone()), now());
        Project { config_file: SourcePath::new("zola.toml"), files, world, faults: Vec::new() }
    }

    /// Builds the site and checks it. Breaks off where a place is wrong or a file would leave the output folder.
    pub fn build(&self) -> BuiltSite {
        static ROOM: Once = Once::new();
        ROOM.call_once(give_threads_room);
        let project = self.project();
        let config = match configure(&project, &BuildOptions::default()) {
            Ok(config) => Arc::new(config),
            Err(diagnostics) => {
                assert_places(self, &diagnostics);
                return BuiltSite { files: BTreeMap::new(), diagnostics };
            }
        };
        let sink = CollectingSink { check: CheckSink::new(&project, &config), site: self, files: Mutex::default() };
        let mut report = build(&project, &config, &sink);
        let options = CheckOptions { skip_external: true, fresh: false, on_step: &|_, _| {} };
        let findings = sink.check.finish(&report, &options);
        report.diagnostics.extend(findings.diagnostics);
        assert_places(self, &report.diagnostics);
        let files = sink.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        BuiltSite { files, diagnostics: report.diagnostics }
    }
}

impl BuiltSite {
    /// Whether the site would be published.
    pub fn is_clean(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// A file as text.
    pub fn text(&self, path: &str) -> Option<&str> {
        str::from_utf8(self.files.get(path)?).ok()
    }
}

/// The time at which all of this happens.
pub fn now() -> Zoned {
    Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC)
}

/// Keeps what a build makes, and lets the rules see it.
struct CollectingSink<'a> {
    check: CheckSink<'a>,
    site: &'a SiteFiles,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Sink for CollectingSink<'_> {
    fn accept(&self, artifact: Artifact) {
        self.check.look_at(&artifact);
        let Artifact { path, content } = artifact;
        let is_part = |part: &str| !part.is_empty() && part != "." && part != "..";
        assert!(path.split('/').all(is_part), "the site would be written outside of its folder: {path:?}");
        let bytes = match content {
            ArtifactData::Bytes(bytes) => bytes.to_vec(),
            ArtifactData::File { source, .. } => self.site.read(&source).unwrap_or_default(),
        };
        let before = self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), bytes);
        assert!(before.is_none(), "made twice: {path:?}");
    }

    fn inspect(&self, library: &Arc<Library>, bodies: &Bodies) {
        self.check.inspect(library, bodies);
    }
}
