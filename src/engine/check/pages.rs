//! The pages that search engines are meant to find, with their source files, and reports about them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    subject::{Page, Subject},
    uses::output_path,
};
use crate::content::{EntryId, Library};
use tsubame_model::source::{Diagnostic, SourcePath};

/// A fault of so many pages is one of their template, and told once.
const MOST_ALONE: usize = 3;

/// A rendered page that search engines are meant to find.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub page: &'a Page,
    /// The file it is made from; lists of terms have none.
    pub file: Option<&'a SourcePath>,
}

/// What a rule says of a page.
pub(super) struct Remark<'a> {
    pub found: Found<'a>,
    /// What is wrong; pages of which the same is said are told of together.
    pub message: String,
    /// What on this page it is said of.
    pub example: Option<String>,
    pub hint: &'static str,
}

/// All such pages, by their paths.
pub(super) fn indexable<'a>(subject: &'a Subject<'_>) -> Vec<Found<'a>> {
    let pages = subject.rendered.iter().flat_map(|rendered| &rendered.pages);
    let is_indexable = |page: &&Page| {
        let facts = &page.facts;
        let is_error = page.path == "404.html" || page.path.ends_with("/404.html");
        facts.is_document && !facts.is_hidden && !facts.is_redirect && !is_error
    };
    let owners = Owners::new(subject.library);
    pages.filter(is_indexable).map(|page| Found { page, file: owners.find(&page.path) }).collect()
}

/// All rendered pages that visitors see, those that search engines leave out among them.
pub(super) fn documents<'a>(subject: &'a Subject<'_>) -> Vec<Found<'a>> {
    let pages = subject.rendered.iter().flat_map(|rendered| &rendered.pages);
    let owners = Owners::new(subject.library);
    // A host that reads the rules made for it answers in place of pages that only lead elsewhere.
    let is_answered = subject.config.tsubame.delivery.as_ref().is_some_and(|delivery| delivery.redirects);
    let shown = pages.filter(|page| !(is_answered && page.facts.is_redirect));
    shown.map(|page| Found { page, file: owners.find(&page.path) }).collect()
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

/// Remarks as warnings: one for each page, or one for all where many pages have the same fault.
pub(super) fn warn(code: &'static str, remarks: Vec<Remark<'_>>) -> Vec<Diagnostic> {
    let mut by_message: BTreeMap<String, Vec<Remark<'_>>> = BTreeMap::new();
    for remark in remarks {
        by_message.entry(remark.message.clone()).or_default().push(remark);
    }
    let warning = |remark: &Remark<'_>, more: &str| {
        let example = remark.example.as_ref().map_or_else(String::new, |example| format!(": {example}"));
        let message = format!("{}{example} (on the page {}{more})", remark.message, remark.found.page.path);
        let warning = Diagnostic::warning(code, message).with_hint(remark.hint);
        match remark.found.file {
            Some(file) => warning.in_file(file),
            None => warning,
        }
    };
    let of_group = |remarks: Vec<Remark<'_>>| -> Vec<Diagnostic> {
        if remarks.len() <= MOST_ALONE {
            return remarks.iter().map(|remark| warning(remark, "")).collect();
        }
        let pages: BTreeSet<&str> = remarks.iter().map(|remark| remark.found.page.path.as_str()).collect();
        vec![warning(&remarks[0], &format!(", and on {} more pages", pages.len() - 1))]
    };
    by_message.into_values().flat_map(of_group).collect()
}
