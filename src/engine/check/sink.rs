//! The sink of a build that is only looked at: it keeps what rules need, and drops the bytes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    CheckOptions, Findings,
    context::{CheckContext, EntryLinks, Raster, RenderedPage, RenderedSite},
    html_links::{HtmlLinks, read_html_links},
    html_summary::summarize_html,
    outputs::Outputs,
    registry::RULES,
};
use crate::{
    config::Config,
    content::{EntryId, Library},
    images::read_metadata,
    site::{Artifact, Content, Project, Report, Sink},
    templates::Bodies,
};
use tsubame_model::source::{Diagnostic, SourcePath, sort_diagnostics};

/// Takes a build of `project` and lets the rules look at it.
pub struct CheckSink<'a> {
    project: &'a Project,
    config: &'a Config,
    pages: Mutex<Vec<RenderedPage>>,
    files: Mutex<Vec<(String, Option<SourcePath>)>>,
    images: Mutex<HashMap<String, Raster>>,
    texts: Mutex<Option<(Arc<Library>, Vec<EntryLinks>)>>,
}

impl<'a> CheckSink<'a> {
    /// Waits for a build of this project.
    pub fn new(project: &'a Project, config: &'a Config) -> Self {
        let (pages, files, images) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { project, config, pages, files, images, texts: Mutex::default() }
    }

    /// Applies all rules to the build that went into this sink and ended with `report`. What the build itself found is
    /// in the report, and not repeated.
    pub fn finish(&self, report: &Report, options: &CheckOptions<'_>) -> Findings {
        let Some((library, texts)) = take(&self.texts) else { return Findings::default() };
        // A build with errors has not made all files, so nothing can be said about what is missing.
        let rendered = report.is_rendered.then(|| self.rendered());
        let Some(context) = CheckContext::new(self.project, self.config, &library, &texts, rendered) else {
            return Findings::default();
        };
        let context = context.with_external(options);
        let skipped = &self.config.tsubame.check.skip;
        let rules = RULES.iter().filter(|rule| !skipped.iter().any(|code| code == rule.explanation.code));
        let mut diagnostics: Vec<Diagnostic> = rules.flat_map(|rule| (rule.check)(&context)).collect();
        sort_diagnostics(&mut diagnostics);
        Findings { diagnostics, ..context.counts() }
    }

    fn rendered(&self) -> RenderedSite {
        let (mut pages, files) = (take(&self.pages), take(&self.files));
        pages.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let paths = pages.iter().map(|page| page.path.clone()).chain(files.iter().map(|(path, _)| path.clone()));
        let outputs = Outputs::new(paths);
        let sources = files.into_iter().filter_map(|(path, source)| Some((path, source?))).collect();
        RenderedSite { outputs, pages, sources, images: take(&self.images) }
    }

    /// Keeps what rules need of an artifact, which goes on to somebody else.
    pub fn look_at(&self, artifact: &Artifact) {
        let path = artifact.path.clone();
        match &artifact.content {
            Content::Made(bytes) if path.ends_with(".html") => {
                let HtmlLinks { links, anchors, base } = read_html_links(bytes);
                let page = RenderedPage { path, links, anchors, base, summary: summarize_html(bytes) };
                self.pages.lock().unwrap_or_else(PoisonError::into_inner).push(page);
            }
            Content::Made(bytes) => {
                if let Some(image) = measure_raster(&path, bytes) {
                    self.images.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), image);
                }
                self.keep_file(path, None);
            }
            Content::Shared(_) => self.keep_file(path, None),
            Content::File { source, .. } => self.keep_file(path, Some(source.clone())),
        }
    }

    fn keep_file(&self, path: String, source: Option<SourcePath>) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push((path, source));
    }
}

impl Sink for CheckSink<'_> {
    fn accept(&self, artifact: Artifact) {
        self.look_at(&artifact);
    }

    fn inspect(&self, library: &Arc<Library>, bodies: &Bodies) {
        let pages = library.page_ids().map(EntryId::Page).zip(&bodies.pages);
        let sections = library.section_ids().map(EntryId::Section).zip(&bodies.sections);
        let texts = pages.chain(sections).map(|(id, body)| EntryLinks {
            id,
            internal: Arc::clone(&body.internal_links),
            external: Arc::clone(&body.external_links),
            paths: Arc::clone(&body.path_links),
        });
        let texts = texts.collect();
        *self.texts.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(library), texts));
    }
}

/// Measures a file that is a raster image by its name; the head of the file tells.
pub(super) fn measure_raster(path: &str, bytes: &[u8]) -> Option<Raster> {
    let (_, ending) = path.rsplit_once('.')?;
    RASTERS.iter().find(|raster| raster.eq_ignore_ascii_case(ending))?;
    let width_px = read_metadata(bytes, Some(ending)).ok()?.width;
    Some(Raster { bytes: bytes.len() as u64, width_px })
}

/// Endings of raster images that browsers show.
const RASTERS: [&str; 6] = ["avif", "gif", "jpeg", "jpg", "png", "webp"];

fn take<T: Default>(held: &Mutex<T>) -> T {
    std::mem::take(&mut *held.lock().unwrap_or_else(PoisonError::into_inner))
}
