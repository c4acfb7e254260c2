//! Links of rendered pages that lead nowhere and do not come from a text's Markdown: most stand in templates.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::with_level;
use crate::{
    check::{
        address::Destination,
        check_rule::CheckRule,
        context::{BrokenPageLink, CheckContext},
        explanation::Explanation,
        template_sources::{TemplateSources, find_literal},
        text_links::output_path,
    },
    content::EntryId,
};
use tsubame_model::source::{Diagnostic, Place, Severity, Wording};

const CODE: &str = "html-broken-link";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Error,
        summary: "a rendered page links to no file of the site, or to no element of a page",
        text: "Every `href`, `src`, `srcset` and `poster`, and the `action` of forms that are not posted, is followed to \
            the files of the built site. The place is where the address stands in a template, the configuration or the \
            content file; if it is put together by a template, the content file of the page is named. One fault of a \
            template is shown once, with the number of pages it shows on. `internal_level` in [link_checker] decides \
            whether it is an error; `skip_prefixes` leaves out paths that a server beside the site answers.\n\
            \n\
            wrong:  <link rel=\"stylesheet\" href=\"/style.css\">           in templates/base.html, without the file\n\
            right:  <link rel=\"stylesheet\" href=\"{{ get_url(path='style.css') }}\">  and static/style.css",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut by_address: BTreeMap<&str, Vec<&BrokenPageLink>> = BTreeMap::new();
    // Such a link stays as written where it leads to no file, and the build itself tells of it.
    let is_told = |written: &str| written.starts_with("@/");
    for link in context.broken_in_pages.iter().filter(|link| !is_told(&link.written)) {
        by_address.entry(&link.written).or_default().push(link);
    }
    if by_address.is_empty() {
        return Vec::new();
    }
    let mut search = Search::new(context);
    by_address.into_values().flat_map(|links| search.report(&links)).collect()
}

/// Looks for where the addresses of broken links stand.
struct Search<'a> {
    context: &'a CheckContext<'a>,
    owners: HashMap<String, EntryId>,
    /// Where links of texts lead that were told by the text.
    told: HashSet<(EntryId, &'a Destination)>,
    told_anywhere: HashSet<&'a Destination>,
    templates: TemplateSources,
}

impl<'a> Search<'a> {
    fn new(context: &'a CheckContext<'a>) -> Self {
        let library = context.library;
        let ids = library.page_ids().map(EntryId::Page).chain(library.section_ids().map(EntryId::Section));
        let owners = ids.map(|id| (format!("{}index.html", output_path(library, id)), id)).collect();
        // The build looks for the anchors of links to content files.
        let by_build = context.text_links.iter().filter(|link| link.names_content);
        let text_links: Vec<_> =
            context.broken_in_texts.iter().map(|(at, _)| &context.text_links[*at]).chain(by_build).collect();
        let told = text_links.iter().map(|link| (link.entry, &link.destination)).collect();
        let told_anywhere = text_links.iter().map(|link| &link.destination).collect();
        Self { context, owners, told, told_anywhere, templates: TemplateSources::read(context.project, context.config) }
    }

    /// What to say of one address that is broken on these pages.
    fn report(&mut self, links: &[&BrokenPageLink]) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut left = Vec::new();
        let mut is_in_text = false;
        for link in links {
            let owner = self.owner(link);
            if owner.is_some_and(|id| self.told.contains(&(id, &link.destination))) {
                continue;
            }
            match owner.and_then(|id| Some((id, self.place_in_text(id, link)?))) {
                Some((id, place)) => {
                    is_in_text = true;
                    faults.extend(
                        self.fault(&[*link])
                            .filter(|_| !self.is_ignored(id))
                            .map(|fault| fault.in_file(&self.context.library.file(id).path).with_place(Some(place))),
                    );
                }
                None => left.push(*link),
            }
        }
        let Some(first) = left.first() else { return faults };
        if let Some((file, place)) = self.templates.find(first) {
            faults.extend(self.fault(&left).map(|fault| fault.in_file(file).with_place(Some(place))));
            return faults;
        }
        // Lists show texts of other pages, whose broken links were told where they stand.
        left.retain(|link| !is_in_text && !self.told_anywhere.contains(&link.destination));
        let file = left.iter().find_map(|link| self.owner(link)).map(|id| &self.context.library.file(id).path);
        faults.extend(self.fault(&left).map(|fault| match file {
            Some(file) => fault.in_file(file),
            None => fault,
        }));
        faults
    }

    /// The fault of an address that is broken on these pages, without a place.
    fn fault(&self, links: &[&BrokenPageLink]) -> Option<Diagnostic> {
        let first = links.first()?;
        let page = &self.context.rendered.as_ref()?.pages[first.page].path;
        let pages = match links.len() {
            1 => Wording::new(format!(", on the page {page}"), format!("（ページ {page}）")),
            count => {
                Wording::new(format!(", on {count} pages, among them {page}"), format!("（{page} など{count}ページ）"))
            }
        };
        let fault = first.fault.describe(CODE, &first.written, &pages);
        Some(with_level(fault, self.context.config.internal_links))
    }

    fn owner(&self, link: &BrokenPageLink) -> Option<EntryId> {
        let page = &self.context.rendered.as_ref()?.pages[link.page].path;
        self.owners.get(page).copied()
    }

    fn place_in_text(&self, id: EntryId, link: &BrokenPageLink) -> Option<Place> {
        let text = self.context.project.read_text(&self.context.library.file(id).path).ok()?;
        Some(Place::of(&text, &find_literal(&text, link)?))
    }

    fn is_ignored(&self, id: EntryId) -> bool {
        let file = &self.context.library.file(id).path;
        let absolute = self.context.project.world.files.locate(file);
        self.context.config.link_checker.ignores(file, &absolute.to_string_lossy())
    }
}
