//! Full-text search by Pagefind: the HTML of the pages, as rendered, → an index that browsers read in small pieces.
//!
//! Pagefind is told nothing of the project and touches no disk: it is given texts and gives back files. Its output
//! depends on the order of the pages, so they are kept until all are there and then handed over by path.

use std::{
    sync::{Mutex, PoisonError},
    thread,
};

use bytes::Bytes;
use pagefind::{api::PagefindIndex, options::PagefindServiceConfig};
use serde_json::Value;

use super::{found_pages, found_sections};
use crate::{
    config::{Config, PagefindConfig, PagefindPart},
    content::Library,
    site::{Artifact, Content, Phase, Sink, plan::Render},
};
use tsubame_model::source::Diagnostic;

/// Pagefind parses pages on a thread of its own; elements that are never closed lie deep.
const STACK_BYTES: usize = 64 * 1024 * 1024;

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
            let message = format!("`{path}` of the site stands where Pagefind's files go, `{folder}/`");
            Diagnostic::error("path-collision", message)
                .in_file(&self.config.file)
                .with_hint("set another `output` under [extra.tsubame.search], or move that file")
        })
    }

    /// Makes the bundle and hands it over.
    pub fn emit(self, sink: &dyn Sink) -> Vec<Diagnostic> {
        let (config, settings) = (self.config, self.settings);
        let mut pages = self.rendered.into_inner().unwrap_or_else(PoisonError::into_inner);
        pages.sort_unstable();
        sink.begin(Phase::Search, 0);
        let has_pages = !pages.is_empty();
        match make_bundle(settings, pages) {
            Ok(files) => {
                let fault = check_bundle(&files, has_pages).map(|fault| fault.in_file(&config.file));
                for (name, bytes) in files.into_iter().filter(|(name, _)| is_wanted(name, &settings.include)) {
                    let path = format!("{}/{name}", settings.output);
                    sink.accept(Artifact { path, content: Content::Bytes(bytes.into()) });
                }
                fault.into_iter().collect()
            }
            Err(message) => {
                let fault = Diagnostic::error("search-pagefind", message).in_file(&config.file);
                vec![fault.with_hint("`pagefind = false` under [extra.tsubame.search] turns it off")]
            }
        }
    }
}

/// All files of the bundle by their names in it, sorted.
fn make_bundle(settings: &PagefindConfig, pages: Vec<(String, Bytes)>) -> Result<Vec<(String, Vec<u8>)>, String> {
    // A thread of its own, so that Pagefind's panics end here, and a caller's asynchronous runtime is not met.
    let result = thread::scope(|scope| scope.spawn(|| run(settings, pages)).join());
    let mut files = result.unwrap_or_else(|_| Err("Pagefind broke while it made the search index".to_owned()))?;
    files.sort_unstable();
    Ok(files)
}

/// Pagefind leaves parsing to a worker of the runtime it is called in, one page at a time, and awaits nothing else.
fn run(settings: &PagefindConfig, pages: Vec<(String, Bytes)>) -> Result<Vec<(String, Vec<u8>)>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .thread_stack_size(STACK_BYTES)
        .build()
        .map_err(|error| format!("Pagefind cannot be started: {error}"))?;
    runtime.block_on(async {
        let options = PagefindServiceConfig::builder().include_characters(settings.include_characters.clone()).build();
        let wrong = |error| format!("Pagefind cannot make the search index: {error:#}");
        let mut index = PagefindIndex::new(Some(options)).map_err(wrong)?;
        for (path, html) in pages {
            let html = String::from_utf8_lossy(&html).into_owned();
            let added = index.add_html_file(Some(path.clone()), None, html).await;
            added.map_err(|error| format!("Pagefind cannot read `{path}`: {error:#}"))?;
        }
        let files = index.get_files().await.map_err(wrong)?;
        Ok(files.into_iter().map(|file| (file.filename.to_string_lossy().replace('\\', "/"), file.contents)).collect())
    })
}

/// What Pagefind made does not help visitors when the pages lack what it needs.
fn check_bundle(files: &[(String, Vec<u8>)], has_pages: bool) -> Option<Diagnostic> {
    let entry = files.iter().find(|(name, _)| name == "pagefind-entry.json").map(|(_, bytes)| bytes);
    let entry: Value = serde_json::from_slice(entry?).ok()?;
    let languages = entry["languages"].as_object()?;
    if languages.is_empty() && has_pages {
        let message = "Pagefind found no text in any page, so nobody will find anything";
        let hint = "pages need an <html> element with text in it; once one page of the site has an element with \
            `data-pagefind-body`, only such elements count";
        return Some(Diagnostic::warning("search-empty", message).with_hint(hint));
    }
    languages.contains_key("unknown").then(|| {
        let message =
            "the pages do not say which language they are in, so words inside Japanese sentences stay unfound";
        let hint = "write <html lang=\"{{ lang }}\"> in the templates";
        Diagnostic::warning("search-no-language", message).with_hint(hint)
    })
}

/// Whether a file of the bundle is needed for searching or asked for.
fn is_wanted(name: &str, include: &[PagefindPart]) -> bool {
    let parts = [
        ("pagefind-ui.", PagefindPart::Ui),
        ("pagefind-modular-ui.", PagefindPart::ModularUi),
        ("pagefind-component-ui.", PagefindPart::ComponentUi),
        ("pagefind-highlight.", PagefindPart::Highlight),
    ];
    let part = parts.iter().find(|(start, _)| name.starts_with(start));
    part.is_none_or(|(_, part)| include.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> PagefindConfig {
        PagefindConfig { output: "pagefind".into(), include: Vec::new(), include_characters: String::new() }
    }

    fn page(path: &str, lang: &str, body: &str) -> (String, Bytes) {
        let html = format!("<!doctype html><html{lang}><head><title>題</title></head><body>{body}</body></html>");
        (path.to_owned(), html.into())
    }

    fn entry(files: &[(String, Vec<u8>)]) -> Value {
        let entry = files.iter().find(|(name, _)| name == "pagefind-entry.json").expect("an entry file");
        serde_json::from_slice(&entry.1).expect("JSON")
    }

    #[test]
    fn the_same_pages_give_the_same_files() {
        let pages = || {
            let body = |at: usize| {
                format!(
                    "<h1>第{at}話</h1><p data-pagefind-filter=\"種類\">動画</p><p>仙台の朝市で{at}匹の魚を買う。</p>"
                )
            };
            (0..60).map(|at| page(&format!("p{at:02}/index.html"), " lang=\"ja\"", &body(at))).collect::<Vec<_>>()
        };
        let first = make_bundle(&settings(), pages()).expect("a bundle");
        assert_eq!(entry(&first)["languages"]["ja"]["page_count"], 60);
        for name in ["pagefind.js", "pagefind-worker.js", "wasm.unknown.pagefind"] {
            assert!(first.iter().any(|(found, _)| found == name), "{name} is missing");
        }
        assert_eq!(first.iter().filter(|(name, _)| name.starts_with("fragment/")).count(), 60);
        assert!(first.iter().all(|(name, _)| !name.starts_with('/')), "names lie inside the bundle");
        assert!(first == make_bundle(&settings(), pages()).expect("a bundle"));
    }

    #[test]
    fn pages_that_cannot_be_found_are_a_warning() {
        for (lang, body, code) in [
            (" lang=\"ja\"", "仙台", None),
            ("", "仙台", Some("search-no-language")),
            (" lang=\"ja\"", "", Some("search-empty")),
        ] {
            let html = format!("<html{lang}><body><p>{body}</p></body></html>");
            let files = make_bundle(&settings(), vec![("index.html".into(), html.into())]).expect("a bundle");
            assert_eq!(check_bundle(&files, true).map(|fault| fault.code), code, "{lang} {body}");
        }
        let fragment = vec![("index.html".to_owned(), Bytes::from_static(b"<p>no element of its own</p>"))];
        let files = make_bundle(&settings(), fragment).expect("a bundle");
        assert_eq!(check_bundle(&files, true).map(|fault| fault.code), Some("search-empty"));
        let files = make_bundle(&settings(), Vec::new()).expect("a bundle");
        assert_eq!(check_bundle(&files, false), None, "a site without pages is not at fault");
    }

    #[test]
    fn odd_html_is_taken_as_it_comes() {
        let deep = format!("<div>{}x", "<div>".repeat(20_000));
        for body in [deep.as_str(), "<p>仙台<p>東北<li>", "<<<>>></p></div>&&#0;", "\u{0}\u{fffd}\u{200b}"] {
            let pages = vec![page("a/index.html", " lang=\"ja\"", body)];
            make_bundle(&settings(), pages).expect("a bundle");
        }
    }

    #[test]
    fn ready_made_parts_are_left_out_unless_asked_for() {
        for (name, include, is_there) in [
            ("pagefind.js", &[][..], true),
            ("index/ja_1.pf_index", &[], true),
            ("pagefind-worker.js", &[], true),
            ("pagefind-ui.js", &[], false),
            ("pagefind-ui.css", &[PagefindPart::Ui], true),
            ("pagefind-modular-ui.js", &[PagefindPart::Ui], false),
            ("pagefind-component-ui.js", &[PagefindPart::Ui, PagefindPart::ComponentUi], true),
            ("pagefind-highlight.js", &[PagefindPart::Highlight], true),
        ] {
            assert_eq!(is_wanted(name, include), is_there, "{name} {include:?}");
        }
    }
}
