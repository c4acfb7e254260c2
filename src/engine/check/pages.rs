//! The pages that search engines are meant to find, with their source files, and reports about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{context::CheckContext, rendered_site::RenderedPage, text_links::output_path};
use crate::content::{EntryId, Library};
use tsubame_model::source::{Diagnostic, SourcePath, Wording};

/// A fault of so many pages is one of their template, and told once.
const MOST_ALONE: usize = 3;

/// A rendered page that search engines are meant to find.
#[derive(Clone, Copy)]
pub(super) struct SourcedPage<'a> {
    pub page: &'a RenderedPage,
    /// The file it is made from; lists of terms have none.
    pub file: Option<&'a SourcePath>,
}

/// What a rule says of a page.
pub(super) struct PageWarning<'a> {
    pub found: SourcedPage<'a>,
    /// What is wrong; pages of which the same is said are told of together.
    pub message: Wording,
    /// What on this page it is said of.
    pub example: Option<Wording>,
    pub hint: Wording,
}

/// All such pages, by their paths.
pub(super) fn indexable<'a>(context: &'a CheckContext<'_>) -> Vec<SourcedPage<'a>> {
    let pages = context.rendered.iter().flat_map(|rendered| &rendered.pages);
    let is_indexable = |page: &&RenderedPage| {
        let summary = &page.summary;
        let is_error = page.path == "404.html" || page.path.ends_with("/404.html");
        summary.is_document && !summary.is_hidden && !summary.is_redirect && !is_error
    };
    let owners = Owners::new(context.library);
    pages.filter(is_indexable).map(|page| SourcedPage { page, file: owners.find(&page.path) }).collect()
}

/// All rendered pages that visitors see, those that search engines leave out among them.
pub(super) fn documents<'a>(context: &'a CheckContext<'_>) -> Vec<SourcedPage<'a>> {
    let pages = context.rendered.iter().flat_map(|rendered| &rendered.pages);
    let owners = Owners::new(context.library);
    // A host that reads the rules made for it answers in place of pages that only lead elsewhere.
    let is_answered = context.config.tsubame.delivery.as_ref().is_some_and(|delivery| delivery.redirects);
    let shown = pages.filter(|page| !(is_answered && page.summary.is_redirect));
    shown.map(|page| SourcedPage { page, file: owners.find(&page.path) }).collect()
}

/// Which file a page is made from.
struct Owners<'a>(HashMap<String, &'a SourcePath>);

impl<'a> Owners<'a> {
    fn new(library: &'a Library) -> Self {
        let ids = library.page_ids().map(EntryId::Page).chain(library.section_ids().map(EntryId::Section));
        let mut owners: HashMap<String, &SourcePath> =
            ids.map(|id| (output_path(library, id).to_owned(), &library.file(id).path)).collect();
        // The further pages of a list belong to its section.
        for (section, node) in library.sections.iter().zip(&library.section_nodes) {
            let pagers = section.meta.page_size().map_or(0, |size| node.pages.len().div_ceil(size));
            let folder = format!("{}{}", section.path.trim_start_matches('/'), section.meta.paginate_path);
            let folder = if folder.is_empty() || folder.ends_with('/') { folder } else { format!("{folder}/") };
            for number in 2..=pagers {
                owners.insert(format!("{folder}{number}/"), &section.file.path);
            }
        }
        Self(owners)
    }

    fn find(&self, path: &str) -> Option<&'a SourcePath> {
        self.0.get(path.strip_suffix("index.html")?).copied()
    }
}

/// Warnings of pages as diagnostics: one for each page, or one for all where many pages have the same fault.
pub(super) fn warn_of_pages(code: &'static str, warnings: Vec<PageWarning<'_>>) -> Vec<Diagnostic> {
    let mut by_message: BTreeMap<Wording, Vec<PageWarning<'_>>> = BTreeMap::new();
    for warning in warnings {
        by_message.entry(warning.message.clone()).or_default().push(warning);
    }
    let tell = |warning: &PageWarning<'_>, others: usize| {
        let message = Wording::compose(|language| {
            let (what, page) = (warning.message.in_language(language), &warning.found.page.path);
            let example = warning.example.as_ref().map(|example| format!(": {}", example.in_language(language)));
            let example = example.unwrap_or_default();
            language.choose(
                match others {
                    0 => format!("{what}{example} (on the page {page})"),
                    others => format!("{what}{example} (on the page {page}, and on {others} more pages)"),
                },
                match others {
                    0 => format!("{what}{example}（ページ {page}）"),
                    others => format!("{what}{example}（ページ {page} と、ほか{others}ページ）"),
                },
            )
        });
        let fault = Diagnostic::warning(code, message).with_hint(warning.hint.clone());
        match warning.found.file {
            Some(file) => fault.in_file(file),
            None => fault,
        }
    };
    let of_group = |warnings: Vec<PageWarning<'_>>| -> Vec<Diagnostic> {
        if warnings.len() <= MOST_ALONE {
            return warnings.iter().map(|warning| tell(warning, 0)).collect();
        }
        let pages: BTreeSet<&str> = warnings.iter().map(|warning| warning.found.page.path.as_str()).collect();
        vec![tell(&warnings[0], pages.len() - 1)]
    };
    by_message.into_values().flat_map(of_group).collect()
}
