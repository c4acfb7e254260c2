//! Full-text search by Pagefind: the HTML of the pages, as rendered, → an index that browsers read in small pieces.
//!
//! Pagefind is told nothing of the project and touches no disk: it is given texts and gives back files. Its output
//! depends on the order of the pages, so it gets them all at once, by path.

use std::thread;

use bytes::Bytes;
use pagefind::{api::PagefindIndex, options::PagefindServiceConfig};
use serde_json::Value;

use super::input::SearchInput;
use crate::{
    config::{PagefindConfig, PagefindPart},
    site::{Artifact, ArtifactData},
};
use tsubame_model::source::{Diagnostic, Wording};

/// Pagefind parses pages on a thread of its own; elements that are never closed lie deep.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Makes the files of full-text search, again and again for a site that is being edited: pages that stay the same are
/// not parsed again. The files are byte for byte those that a new indexer would make.
#[derive(Default)]
pub struct SearchIndexer {
    known: Option<ParsedPages>,
}

/// What Pagefind has parsed.
struct ParsedPages {
    settings: PagefindConfig,
    /// Paths with fingerprints of the HTML, in the order in which Pagefind got them.
    pages: Vec<(String, blake3::Hash)>,
    index: PagefindIndex,
}

/// The files of a bundle by their names in it.
type BundleFiles = Vec<(String, Vec<u8>)>;

impl SearchIndexer {
    /// The files, and what is wrong with them.
    pub fn index(&mut self, input: SearchInput) -> (Vec<Artifact>, Vec<Diagnostic>) {
        let SearchInput { settings, config_file, pages } = input;
        let has_pages = !pages.is_empty();
        match self.make_bundle(&settings, pages) {
            Ok(files) => {
                let fault = check_bundle(&files, has_pages).map(|fault| fault.in_file(&config_file));
                let wanted = files.into_iter().filter(|(name, _)| is_wanted(name, &settings.include));
                let artifacts = wanted.map(|(name, bytes)| {
                    let path = format!("{}/{name}", settings.output);
                    Artifact { path, content: ArtifactData::Bytes(bytes.into()) }
                });
                (artifacts.collect(), fault.into_iter().collect())
            }
            Err(message) => {
                let hint = Wording::new(
                    "`pagefind = false` under [extra.tsubame.search] turns it off",
                    "[extra.tsubame.search] に `pagefind = false` と書けば、全文検索を使わずにビルドできます",
                );
                let fault = Diagnostic::error("search-pagefind", message).in_file(&config_file);
                (Vec::new(), vec![fault.with_hint(hint)])
            }
        }
    }

    /// All files of the bundle, sorted.
    fn make_bundle(&mut self, settings: &PagefindConfig, pages: Vec<(String, Bytes)>) -> Result<BundleFiles, Wording> {
        let known = self.known.take().filter(|known| known.settings == *settings && known.has_paths_of(&pages));
        // A thread of its own, so that Pagefind's panics end here, and a caller's asynchronous runtime is not met.
        let result = thread::scope(|scope| scope.spawn(|| run(known, settings, pages)).join());
        let (known, mut files) = result.unwrap_or_else(|_| {
            let english = "Pagefind broke while it made the search index";
            Err(Wording::new(english, "Pagefind が検索の索引を作っている途中で止まりました"))
        })?;
        self.known = Some(known);
        files.sort_unstable();
        Ok(files)
    }
}

impl ParsedPages {
    fn new(settings: &PagefindConfig) -> Result<Self, Wording> {
        let options = PagefindServiceConfig::builder().include_characters(settings.include_characters.clone()).build();
        let index = PagefindIndex::new(Some(options)).map_err(wrong)?;
        Ok(Self { settings: settings.clone(), pages: Vec::new(), index })
    }

    /// Whether the pages are the same ones. Pagefind cannot take pages out or put them between others.
    fn has_paths_of(&self, pages: &[(String, Bytes)]) -> bool {
        self.pages.iter().map(|(path, _)| path).eq(pages.iter().map(|(path, _)| path))
    }

    /// Has a page parsed, unless it is there already with the same text.
    async fn put(&mut self, at: usize, path: String, html: &[u8]) -> Result<(), Wording> {
        let print = blake3::hash(html);
        if self.pages.get(at).is_some_and(|(_, known)| *known == print) {
            return Ok(());
        }
        let text = String::from_utf8_lossy(html).into_owned();
        // A page of the same address takes the place of the one that Pagefind has.
        let added = self.index.add_html_file(Some(path.clone()), None, text).await;
        added.map_err(|error| {
            let english = format!("Pagefind cannot read `{path}`: {error:#}");
            Wording::new(english, format!("Pagefind が `{path}` を読めません: {error:#}"))
        })?;
        match self.pages.get_mut(at) {
            Some((_, known)) => *known = print,
            None => self.pages.push((path, print)),
        }
        Ok(())
    }
}

/// Pagefind leaves parsing to a worker of the runtime it is called in, one page at a time, and awaits nothing else.
fn run(
    known: Option<ParsedPages>,
    settings: &PagefindConfig,
    pages: Vec<(String, Bytes)>,
) -> Result<(ParsedPages, BundleFiles), Wording> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .thread_stack_size(STACK_BYTES)
        .build()
        .map_err(|error| {
            let english = format!("Pagefind cannot be started: {error}");
            Wording::new(english, format!("Pagefind を始められません: {error}"))
        })?;
    runtime.block_on(async {
        let mut parsed = match known {
            Some(known) => known,
            None => ParsedPages::new(settings)?,
        };
        for (at, (path, html)) in pages.into_iter().enumerate() {
            parsed.put(at, path, &html).await?;
        }
        let files = parsed.index.get_files().await.map_err(wrong)?.into_iter();
        let files = files.map(|file| (file.filename.to_string_lossy().replace('\\', "/"), file.contents)).collect();
        Ok((parsed, files))
    })
}

fn wrong(error: impl std::fmt::Display) -> Wording {
    Wording::new(
        format!("Pagefind cannot make the search index: {error:#}"),
        format!("Pagefind が検索の索引を作れません: {error:#}"),
    )
}

/// What Pagefind made does not help visitors when the pages lack what it needs.
fn check_bundle(files: &[(String, Vec<u8>)], has_pages: bool) -> Option<Diagnostic> {
    let entry = files.iter().find(|(name, _)| name == "pagefind-entry.json").map(|(_, bytes)| bytes);
    let entry: Value = serde_json::from_slice(entry?).ok()?;
    let languages = entry["languages"].as_object()?;
    if languages.is_empty() && has_pages {
        let message = Wording::new(
            "Pagefind found no text in any page, so nobody will find anything",
            "Pagefind がどのページにも文字を見つけられないので、検索しても何も出ません",
        );
        let hint = Wording::new(
            "pages need an <html> element with text in it; once one page of the site has an element with \
            `data-pagefind-body`, only such elements count",
            "ページには文字の入った <html> 要素が要ります。`data-pagefind-body` の付いた要素が一つでもあると、\
            そのような要素だけが検索されます",
        );
        return Some(Diagnostic::warning("search-empty", message).with_hint(hint));
    }
    languages.contains_key("unknown").then(|| {
        let message = Wording::new(
            "the pages do not say which language they are in, so words inside Japanese sentences stay unfound",
            "ページの言語が書かれていないので、日本語の文の途中にある言葉を検索できません",
        );
        let hint = Wording::new(
            "write <html lang=\"{{ lang }}\"> in the templates",
            "テンプレートに <html lang=\"{{ lang }}\"> と書いてください",
        );
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

    fn bundle(pages: Vec<(String, Bytes)>) -> Result<BundleFiles, Wording> {
        SearchIndexer::default().make_bundle(&settings(), pages)
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
        let first = bundle(pages()).expect("a bundle");
        assert_eq!(entry(&first)["languages"]["ja"]["page_count"], 60);
        for name in ["pagefind.js", "pagefind-worker.js", "wasm.unknown.pagefind"] {
            assert!(first.iter().any(|(found, _)| found == name), "{name} is missing");
        }
        assert_eq!(first.iter().filter(|(name, _)| name.starts_with("fragment/")).count(), 60);
        assert!(first.iter().all(|(name, _)| !name.starts_with('/')), "names lie inside the bundle");
        assert!(first == bundle(pages()).expect("a bundle"));
    }

    #[test]
    fn pages_that_cannot_be_found_are_a_warning() {
        for (lang, body, code) in [
            (" lang=\"ja\"", "仙台", None),
            ("", "仙台", Some("search-no-language")),
            (" lang=\"ja\"", "", Some("search-empty")),
        ] {
            let html = format!("<html{lang}><body><p>{body}</p></body></html>");
            let files = bundle(vec![("index.html".into(), html.into())]).expect("a bundle");
            assert_eq!(check_bundle(&files, true).map(|fault| fault.code), code, "{lang} {body}");
        }
        let fragment = vec![("index.html".to_owned(), Bytes::from_static(b"<p>no element of its own</p>"))];
        let files = bundle(fragment).expect("a bundle");
        assert_eq!(check_bundle(&files, true).map(|fault| fault.code), Some("search-empty"));
        let files = bundle(Vec::new()).expect("a bundle");
        assert_eq!(check_bundle(&files, false), None, "a site without pages is not at fault");
    }

    #[test]
    fn odd_html_is_taken_as_it_comes() {
        let deep = format!("<div>{}x", "<div>".repeat(20_000));
        for body in [deep.as_str(), "<p>仙台<p>東北<li>", "<<<>>></p></div>&&#0;", "\u{0}\u{fffd}\u{200b}"] {
            let pages = vec![page("a/index.html", " lang=\"ja\"", body)];
            bundle(pages).expect("a bundle");
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

    #[test]
    fn an_indexer_that_knows_pages_makes_what_a_new_one_makes() {
        let body = |text: &str| format!("<h1 data-pagefind-sort=\"順\">{text}</h1><p>{text}の朝市で魚を買う。</p>");
        let mut pages: Vec<_> =
            (0..12).map(|at| page(&format!("p{at:02}/index.html"), " lang=\"ja\"", &body(&at.to_string()))).collect();
        let mut indexer = SearchIndexer::default();
        for step in 0..8 {
            match step {
                1 => pages[3] = page("p03/index.html", " lang=\"ja\"", &body("仙台")),
                2 => pages[3] = page("p03/index.html", " lang=\"en\"", &body("Sendai")),
                3 => pages[5] = page("p05/index.html", "", "<main data-pagefind-body>塩竈</main>"),
                4 => drop(pages.remove(7)),
                5 => pages.insert(2, page("p01b/index.html", " lang=\"ja\"", &body("石巻"))),
                6 => pages[5] = page("p05/index.html", " lang=\"ja\"", "<p>塩竈</p>"),
                _ => {}
            }
            let found = indexer.make_bundle(&settings(), pages.clone()).expect("a bundle");
            assert!(found == bundle(pages.clone()).expect("a bundle"), "step {step}");
        }
    }
}
