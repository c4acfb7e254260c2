//! Entries → library.

use std::collections::HashMap;

use super::{
    collisions::find_collisions,
    entry::{Page, Section},
    file::{EntryFile, root_index},
    front_matter::SectionMeta,
    id::EntryId,
    library::Library,
    terms::collect_taxonomies,
    tree::{link_pages, link_sections},
    unpublished::UnpublishedEntries,
};
use crate::config::Config;
use tsubame_model::source::{Diagnostic, SourcePath};

/// Brings pages and sections together. Drafts must have been left out before; missing root sections are made here.
pub fn assemble(pages: Vec<Page>, sections: Vec<Section>, config: &Config) -> (Library, Vec<Diagnostic>) {
    let (pages, sections) = (sorted(pages), with_roots(sections, config));
    let mut library = Library {
        by_relative: HashMap::with_capacity(pages.len() + sections.len()),
        by_canonical: HashMap::new(),
        unpublished: UnpublishedEntries::new(),
        page_nodes: Vec::new(),
        section_nodes: Vec::new(),
        taxonomies: Vec::new(),
        pages,
        sections,
    };
    for id in library.page_ids().map(EntryId::Page).chain(library.section_ids().map(EntryId::Section)) {
        let file = library.file(id).clone();
        library.by_relative.insert(file.relative, id);
        if config.is_multilingual() {
            library.by_canonical.entry(file.canonical).or_default().insert(file.lang, id);
        }
    }
    library.section_nodes = link_sections(&library);
    let (page_nodes, section_nodes, mut diagnostics) = link_pages(&library, config);
    library.page_nodes = page_nodes;
    library.section_nodes = section_nodes;
    library.taxonomies = collect_taxonomies(&library, config);
    diagnostics.extend(find_collisions(&library, config));
    (library, diagnostics)
}

fn sorted(mut pages: Vec<Page>) -> Vec<Page> {
    pages.sort_by(|a, b| a.file.relative.cmp(&b.file.relative));
    pages
}

/// The sections with an empty root for every language that has none.
fn with_roots(mut sections: Vec<Section>, config: &Config) -> Vec<Section> {
    for lang in config.languages.keys() {
        if sections.iter().any(|section| section.is_index() && section.file.lang == *lang) {
            continue;
        }
        let relative = root_index(lang, config);
        let file = EntryFile {
            path: SourcePath::new(format!("content/{relative}")),
            relative,
            name: "_index".to_owned(),
            lang: lang.clone(),
            folder: String::new(),
            colocated: None,
            canonical: "_index".to_owned(),
        };
        sections.push(Section::new(file, SectionMeta::default(), config));
    }
    sections.sort_by(|a, b| a.file.relative.cmp(&b.file.relative));
    sections
}
