//! Which pages full-text search shall find, gathered while they are rendered.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use super::{found_pages, found_sections, indexer::SearchIndexer, input::SearchInput};
use crate::{
    config::{Config, PagefindConfig},
    content::Library,
    site::{Phase, Sink, plan::Render},
};
use tsubame_model::source::{Diagnostic, Wording};

/// The pages that Pagefind shall know, gathered while they are rendered.
pub(in crate::site) struct SearchPages<'a> {
    config: &'a Config,
    settings: &'a PagefindConfig,
    /// By number: whether it may be found.
    pages: Vec<bool>,
    sections: Vec<bool>,
    rendered: Mutex<Vec<(String, Bytes)>>,
}

impl<'a> SearchPages<'a> {
    /// Nothing, unless the configuration asks for Pagefind.
    pub fn new(config: &'a Config, library: &Library) -> Option<Self> {
        let settings = config.tsubame.pagefind.as_ref()?;
        let (mut pages, mut sections) = (vec![false; library.pages.len()], vec![false; library.sections.len()]);
        for section in found_sections(library) {
            sections[section.0 as usize] = true;
            found_pages(library, section).for_each(|page| pages[page.0 as usize] = true);
        }
        Some(Self { config, settings, pages, sections, rendered: Mutex::default() })
    }

    /// Takes what a render made, if it is one that may be found. Later pagers repeat what pages say themselves, so
    /// only the first stands for its section. The text must not be minified yet: without end tags, Pagefind runs the
    /// texts of neighbouring elements together.
    pub fn offer(&self, render: &Render, path: &str, html: &Bytes) {
        let may_be_found = match render {
            Render::Page(id) => self.pages[id.0 as usize],
            Render::Section(id) | Render::SectionPager { section: id, pager: 0, .. } => self.sections[id.0 as usize],
            _ => false,
        };
        if may_be_found && path.ends_with(".html") {
            self.rendered.lock().unwrap_or_else(PoisonError::into_inner).push((path.to_owned(), html.clone()));
        }
    }

    /// Looks for paths of the site that the bundle's folder would meet.
    pub fn check_paths<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Option<Diagnostic> {
        let folder = self.settings.output.as_str();
        let is_above = |above: &str, path: &str| path.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'));
        let met = paths.filter(|path| *path == folder || is_above(folder, path) || is_above(path, folder)).min();
        met.map(|path| {
            let message = Wording::new(
                format!("`{path}` of the site stands where Pagefind's files go, `{folder}/`"),
                format!("サイトの `{path}` が、Pagefind のファイルを置く `{folder}/` と重なっています"),
            );
            let hint = Wording::new(
                "set another `output` under [extra.tsubame.search], or move that file",
                "[extra.tsubame.search] の `output` を変えるか、そのファイルを移してください",
            );
            Diagnostic::error("path-collision", message).in_file(&self.config.file).with_hint(hint)
        })
    }

    /// Has the bundle made, at once or by whoever takes it over.
    pub fn emit(self, sink: &dyn Sink) -> Vec<Diagnostic> {
        let mut pages = self.rendered.into_inner().unwrap_or_else(PoisonError::into_inner);
        pages.sort_unstable();
        let (settings, config_file) = (self.settings.clone(), self.config.file.clone());
        let Some(input) = sink.defer_search(SearchInput { settings, config_file, pages }) else { return Vec::new() };
        sink.begin(Phase::Search, 0);
        let (artifacts, faults) = SearchIndexer::default().index(input);
        for artifact in artifacts {
            sink.accept(artifact);
        }
        faults
    }
}
