//! Links of texts to entries whose time is over: visitors are led to the section instead, and editors are told.

use super::{BodyText, context::SiteContext, links::MOST_FAULTS};
use crate::{content::EntryId, templates::Bodies};
use tsubame_model::source::{Diagnostic, Wording};

/// Warns of every link that leads to a section in place of an expired entry.
pub(super) fn check_unpublished_links(site: SiteContext<'_>, bodies: &Bodies) -> Vec<Diagnostic> {
    let SiteContext { project, config, library } = site;
    let mut faults = Vec::new();
    if !library.has_unpublished() {
        return faults;
    }
    let pages = library.page_ids().map(EntryId::Page).zip(&bodies.pages);
    let sections = library.section_ids().map(EntryId::Section).zip(&bodies.sections);
    for (id, body) in pages.chain(sections) {
        let links = body.internal_links.iter().filter(|link| library.stand_in(&link.target).is_some());
        let mut links = links.take(MOST_FAULTS).peekable();
        if links.peek().is_none() {
            continue;
        }
        let file = library.file(id);
        let text = BodyText::read(project, config, file);
        faults.extend(links.filter_map(|link| {
            let held = library.find_unpublished(&link.target)?;
            let written = format!("@/{}", link.target);
            let place = text.as_ref().and_then(|text| text.place_of_link(&link.span, &written, 0));
            let fault = Diagnostic::warning("link-expired", held.explain(&written)).in_file(&file.path);
            Some(fault.with_place(place).with_hint(Wording::new(
                "the link leads to the section above it now; take it out of the text",
                "今は上のセクションに移るリンクになっています。文章から外してください",
            )))
        }));
    }
    faults
}
