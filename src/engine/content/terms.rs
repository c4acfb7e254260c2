//! Which terms exist in each language, and the pages of each.

use std::collections::BTreeMap;

use super::{
    id::PageId,
    library::Library,
    sorting::newest_first,
    taxonomy::{Taxonomy, Term},
};
use crate::config::{Config, Lang, TaxonomyConfig, slugify_path};

/// Collects every taxonomy of every language. Pages that are not rendered or that listings leave out have no terms.
pub(super) fn collect_taxonomies(library: &Library, config: &Config) -> Vec<Taxonomy> {
    let mut taxonomies = Vec::new();
    for (lang, settings) in &config.languages {
        for taxonomy in &settings.taxonomies {
            let path = config.taxonomy_path(lang, taxonomy);
            let permalink = config.permalink(&path);
            let terms = collect_terms(library, lang, taxonomy, config);
            taxonomies.push(Taxonomy { config: taxonomy.clone(), lang: lang.clone(), path, permalink, terms });
        }
    }
    taxonomies
}

fn collect_terms(library: &Library, lang: &Lang, taxonomy: &TaxonomyConfig, config: &Config) -> Vec<Term> {
    let mut by_name: BTreeMap<&str, Vec<PageId>> = BTreeMap::new();
    for id in library.page_ids() {
        let page = library.page(id);
        if !page.meta.render || library.page_node(id).hidden || page.file.lang != *lang {
            continue;
        }
        let terms = page.meta.taxonomies.iter().filter(|(name, _)| *name == taxonomy.name);
        for term in terms.flat_map(|(_, terms)| terms) {
            by_name.entry(term).or_default().push(id);
        }
    }
    let mut terms: Vec<Term> = Vec::with_capacity(by_name.len());
    let slugged = by_name.into_iter().map(|(name, pages)| (slugify_path(name, config.slugify.taxonomies), name, pages));
    let mut slugged: Vec<_> = slugged.collect();
    slugged.sort();
    for (slug, name, pages) in slugged {
        if let Some(same) = terms.last_mut().filter(|term| term.slug == slug) {
            same.pages.extend(pages);
            continue;
        }
        let path = format!("{}{slug}/", config.taxonomy_path(lang, taxonomy));
        let permalink = config.permalink(&path);
        terms.push(Term { name: name.to_owned(), slug, path, permalink, pages });
    }
    for term in &mut terms {
        term.pages.sort_unstable();
        term.pages.dedup();
        newest_first(library, &mut term.pages);
    }
    terms
}
