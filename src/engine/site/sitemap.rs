//! The entries of the sitemap.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    config::{Config, SitemapPagers},
    content::Library,
    templates::SitemapEntry,
};
use tsubame_model::source::Date;

/// A sitemap file holds at most so many entries; beyond, there are several and an index.
pub(super) const ENTRIES_PER_FILE: usize = 30_000;

/// All addresses of the site by address, each once.
pub(super) fn collect_entries<'a>(library: &'a Library, config: &Config) -> Vec<SitemapEntry<'a>> {
    let mut entries: BTreeMap<Cow<'a, str>, SitemapEntry<'a>> = BTreeMap::new();
    let mut add = |permalink: Cow<'a, str>, updated: Option<Cow<'a, str>>, extra| {
        entries.entry(permalink.clone()).or_insert(SitemapEntry { permalink, updated, extra });
    };
    for page in library.pages.iter().filter(|page| page.meta.render) {
        let updated = page.meta.updated.as_ref().or(page.meta.date.as_ref());
        add(Cow::Borrowed(&page.permalink), updated.map(last_modified), Some(&page.meta.extra));
    }
    let with_pagers = config.sitemap_pagers == SitemapPagers::None;
    for (section, node) in library.sections.iter().zip(&library.section_nodes) {
        if section.meta.render {
            add(Cow::Borrowed(&section.permalink), None, Some(&section.meta.extra));
        }
        let size = section.meta.page_size().filter(|_| with_pagers);
        for url in pagers(&section.permalink, &section.meta.paginate_path, node.pages.len(), size) {
            add(Cow::Owned(url), None, None);
        }
    }
    for taxonomy in library.taxonomies.iter().filter(|taxonomy| taxonomy.config.render) {
        add(Cow::Borrowed(&taxonomy.permalink), None, None);
        for term in &taxonomy.terms {
            add(Cow::Borrowed(&term.permalink), None, None);
            let size = taxonomy.config.page_size().filter(|_| with_pagers);
            for url in pagers(&term.permalink, taxonomy.config.pager_path(), term.pages.len(), size) {
                add(Cow::Owned(url), None, None);
            }
        }
    }
    entries.into_values().collect()
}

/// The addresses of all pagers by number, the first among them.
fn pagers(permalink: &str, pager_path: &str, pages: usize, size: Option<usize>) -> Vec<String> {
    let part = if pager_path.is_empty() { String::new() } else { format!("{pager_path}/") };
    let count = size.map_or(0, |size| pages.div_ceil(size));
    (1..=count).map(|number| format!("{permalink}{part}{number}/")).collect()
}

/// A date as sitemaps allow it (W3C): a time needs an offset, and one without is taken as UTC.
fn last_modified(date: &Date) -> Cow<'_, str> {
    let time = date.text.split_once(['T', ' ']).map(|(_, time)| time);
    match time {
        Some(time) if !time.contains(['Z', 'z', '+', '-']) => Cow::Owned(format!("{}Z", date.text)),
        _ => Cow::Borrowed(&date.text),
    }
}
