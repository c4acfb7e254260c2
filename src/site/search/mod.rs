//! Search indices in Zola's formats: one file a language, made from titles, descriptions and texts.

mod elasticlunr;
mod fuse;
mod text;

use std::sync::Arc;

use super::Project;
use crate::{
    config::{Config, IndexFormat, Lang, SearchConfig},
    content::{Library, Page, Section},
    source::{Date, Diagnostic, SourcePath},
    templates::{Bodies, SharedBody},
};

/// One document of an index.
struct Document<'a> {
    url: &'a str,
    title: &'a str,
    description: &'a str,
    date: Option<&'a Date>,
    path: &'a str,
    html: &'a str,
}

/// The library that reads elasticlunr indices in the browser. No dependency carries it, so the site must.
const LIBRARY: &str = "elasticlunr.min.js";

/// Finds what stands against the search indices that the configuration asks for.
pub(super) fn check_search(project: &Project, config: &Config) -> Vec<Diagnostic> {
    let indexed = config.languages.iter().filter(|(_, settings)| settings.build_search_index);
    let elastic: Vec<&Lang> =
        indexed.filter(|(_, settings)| is_elasticlunr(&settings.search)).map(|(lang, _)| lang).collect();
    let unknown = elastic.iter().filter(|lang| !elasticlunr::knows(lang));
    let fault = |lang: &&Lang| {
        let message = format!("elasticlunr has no rules for the language `{lang}`, so its search index cannot be made");
        Diagnostic::error("search-language", message)
            .in_file(&config.file)
            .with_hint("set `index_format` to \"fuse_json\" or \"fuse_javascript\", or turn `build_search_index` off")
    };
    let mut faults: Vec<Diagnostic> = unknown.map(fault).collect();
    let theme = config.theme.iter().map(|theme| format!("themes/{theme}/static/{LIBRARY}"));
    let has_library = theme
        .chain([format!("static/{LIBRARY}")])
        .any(|path| project.files.binary_search(&SourcePath::new(path)).is_ok());
    if !elastic.is_empty() && !has_library {
        let message =
            format!("the search index needs {LIBRARY} in the browser, which Zola adds by itself but Tsubame does not");
        let fault = Diagnostic::warning("search-library", message).in_file(&config.file);
        faults.push(fault.with_hint(format!("download it from the elasticlunr.js project into static/{LIBRARY}")));
    }
    faults
}

/// The index files by name. Orphan pages and those that ask not to be found are in none.
pub(super) fn build_indices(config: &Config, library: &Library, bodies: &Bodies) -> Vec<(String, Arc<[u8]>)> {
    let indexed = config.languages.iter().filter(|(_, settings)| settings.build_search_index);
    let index = |lang: &Lang, search: &SearchConfig| {
        let documents = collect_documents(lang, library, bodies);
        let json = if is_elasticlunr(search) {
            elasticlunr::index(lang, &documents, search)
        } else {
            fuse::index(&documents, search)
        };
        match search.index_format {
            IndexFormat::ElasticlunrJson | IndexFormat::FuseJson => (format!("search_index.{lang}.json"), json),
            IndexFormat::ElasticlunrJavascript | IndexFormat::FuseJavascript => {
                (format!("search_index.{lang}.js"), format!("window.searchIndex = {json}"))
            }
        }
    };
    let indices = indexed.map(|(lang, settings)| index(lang, &settings.search));
    indices.map(|(name, text)| (name, Arc::from(text.into_bytes()))).collect()
}

fn is_elasticlunr(search: &SearchConfig) -> bool {
    matches!(search.index_format, IndexFormat::ElasticlunrJavascript | IndexFormat::ElasticlunrJson)
}

/// Every section of the language that may be found, each followed by its pages.
fn collect_documents<'a>(lang: &Lang, library: &'a Library, bodies: &'a Bodies) -> Vec<Document<'a>> {
    let mut documents = Vec::new();
    for id in library.section_ids() {
        let (section, node) = (library.section(id), library.section_node(id));
        if section.file.lang != *lang || !section.meta.in_search_index || node.hidden {
            continue;
        }
        if section.meta.redirect_to.is_none() {
            documents.push(of_section(section, &bodies.sections[id.0 as usize]));
        }
        let pages = node.pages.iter().map(|id| (library.page(*id), &bodies.pages[id.0 as usize]));
        documents.extend(pages.filter(|(page, _)| page.meta.in_search_index).map(|(page, body)| of_page(page, body)));
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
