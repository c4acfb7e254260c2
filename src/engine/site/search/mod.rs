//! Search: indices in Zola's formats, one file a language, made from titles, descriptions and texts, and Pagefind's.
//!
//! | file | holds |
//! |---|---|
//! | `document`, `text` | what an index says of a page; what of its HTML is worth finding |
//! | `elasticlunr`, `library` | an elasticlunr index, and the script with which browsers search in it |
//! | `fuse` | a list for Fuse.js |
//! | `offered`, `input`, `indexer` | full-text search: pages gathered while they are rendered, what it is made from, making it by Pagefind |

mod document;
mod elasticlunr;
mod fuse;
mod indexer;
mod input;
mod library;
mod offered;
mod text;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use self::document::Document;
pub use self::{indexer::SearchIndexer, input::SearchInput};
pub(super) use self::{offered::SearchPages, text::plain_text};
use crate::{
    config::{Config, IndexFormat, Lang},
    content::{Library, Page, PageId, Section, SectionId},
    templates::{Bodies, SharedBody},
};
use tsubame_model::source::{Diagnostic, Wording};

/// Finds what stands against the search indices that the configuration asks for.
pub(super) fn check_search(config: &Config) -> Vec<Diagnostic> {
    let indexed = config.languages.iter().filter(|(_, settings)| settings.build_search_index);
    let elastic = indexed.filter(|_| is_elasticlunr(config.index_format())).map(|(lang, _)| lang);
    let unknown = elastic.filter(|lang| !elasticlunr::knows(lang));
    let fault = |lang: &Lang| {
        let message = Wording::new(
            format!("elasticlunr has no rules for the language `{lang}`, so its search index cannot be made"),
            format!("elasticlunr が言語 `{lang}` に対応していないので、検索の索引を作れません"),
        );
        let hint = Wording::new(
            "set `index_format` to \"fuse_json\" or \"fuse_javascript\", or turn `build_search_index` off",
            "`index_format` を \"fuse_json\" か \"fuse_javascript\" にするか、`build_search_index` を false にしてください",
        );
        Diagnostic::error("search-language", message).in_file(&config.file).with_hint(hint)
    };
    unknown.map(fault).collect()
}

/// The index files by name, and as with Zola the library that reads those of elasticlunr. Orphan pages and those that
/// ask not to be found are in none.
pub(super) fn build_indices(config: &Config, library: &Library, bodies: &Bodies) -> Vec<(String, Arc<[u8]>)> {
    let mut files = Vec::new();
    let mut stop_words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (lang, settings) in config.languages.iter().filter(|(_, settings)| settings.build_search_index) {
        let search = &settings.search;
        let documents = collect_documents(lang, library, bodies);
        let json = if is_elasticlunr(config.index_format()) {
            let Some(index) = elasticlunr::index(lang, &documents, search) else { continue };
            stop_words.entry(index.language).or_default().extend(index.stop_words);
            index.json
        } else {
            fuse::index(&documents, search)
        };
        files.push(match config.index_format() {
            IndexFormat::ElasticlunrJson | IndexFormat::FuseJson => (format!("search_index.{lang}.json"), json),
            IndexFormat::ElasticlunrJavascript | IndexFormat::FuseJavascript => {
                (format!("search_index.{lang}.js"), format!("window.searchIndex = {json}"))
            }
        });
    }
    if !stop_words.is_empty() {
        files.push((library::PATH.to_owned(), library::script(&stop_words)));
    }
    files.into_iter().map(|(name, text)| (name, Arc::from(text.into_bytes()))).collect()
}

fn is_elasticlunr(format: IndexFormat) -> bool {
    matches!(format, IndexFormat::ElasticlunrJavascript | IndexFormat::ElasticlunrJson)
}

/// The sections that may be found themselves or by their pages.
fn found_sections(library: &Library) -> impl Iterator<Item = SectionId> {
    let may_be_found = |id: &SectionId| library.section(*id).meta.in_search_index && !library.section_node(*id).hidden;
    library.section_ids().filter(may_be_found)
}

/// The pages of such a section that may be found.
fn found_pages(library: &Library, section: SectionId) -> impl Iterator<Item = PageId> {
    let pages = library.section_node(section).pages.iter().copied();
    pages.filter(|id| library.page(*id).meta.in_search_index)
}

/// Every section of the language that may be found, each followed by its pages.
fn collect_documents<'a>(lang: &Lang, library: &'a Library, bodies: &'a Bodies) -> Vec<Document<'a>> {
    let mut documents = Vec::new();
    for id in found_sections(library).filter(|id| library.section(*id).file.lang == *lang) {
        let section = library.section(id);
        if section.meta.redirect_to.is_none() {
            documents.push(of_section(section, &bodies.sections[id.0 as usize]));
        }
        let pages = found_pages(library, id);
        documents.extend(pages.map(|id| of_page(library.page(id), &bodies.pages[id.0 as usize])));
    }
    documents
}

fn of_section<'a>(section: &'a Section, body: &'a SharedBody) -> Document<'a> {
    Document {
        url: &section.permalink,
        title: section.meta.title.as_deref().unwrap_or_default(),
        description: section.meta.description.as_deref().unwrap_or_default(),
        date: None,
        path: &section.path,
        html: body.html(),
    }
}

fn of_page<'a>(page: &'a Page, body: &'a SharedBody) -> Document<'a> {
    Document {
        url: &page.permalink,
        title: page.meta.title.as_deref().unwrap_or_default(),
        description: page.meta.description.as_deref().unwrap_or_default(),
        date: page.meta.date.as_ref(),
        path: &page.path,
        html: body.html(),
    }
}
