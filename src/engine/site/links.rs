//! Anchors of links inside the site: whether the heading or element they point at is there.

use super::{BodyText, context::SiteContext};
use crate::{
    config::{Config, Level},
    content::{EntryFile, EntryId, Library},
    markdown::{InternalLink, has_anchor},
    templates::Bodies,
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

/// A page that is wrong throughout would bury everything else; so many of its faults are enough to begin with.
pub(super) const MOST_FAULTS: usize = 100;

/// Checks every link with an anchor. The pages themselves were checked when the links were resolved.
pub(super) fn check_anchors(site: SiteContext<'_>, bodies: &Bodies) -> Vec<Diagnostic> {
    let SiteContext { project, config, library } = site;
    let pages = library.page_ids().map(EntryId::Page).zip(&bodies.pages);
    let sections = library.section_ids().map(EntryId::Section).zip(&bodies.sections);
    let mut faults = Vec::new();
    for (id, body) in pages.chain(sections) {
        let broken = body.internal_links.iter().filter(|link| !is_sound(link, library, bodies)).take(MOST_FAULTS);
        let mut broken = broken.peekable();
        if broken.peek().is_some() {
            let file = library.file(id);
            let text = BodyText::read(project, config, file);
            faults.extend(broken.map(|link| {
                let fault = describe(config, file, link);
                let is_same = |other: &&InternalLink| other.target == link.target && other.anchor == link.anchor;
                let before = body.internal_links.iter().take_while(|other| !std::ptr::eq(*other, link));
                let number = before.filter(is_same).count();
                let place = text.as_ref();
                fault.with_place(place.and_then(|text| text.place_of_link(&link.span, &written(file, link), number)))
            }));
        }
    }
    faults
}

fn is_sound(link: &InternalLink, library: &Library, bodies: &Bodies) -> bool {
    let Some(anchor) = link.anchor.as_deref().filter(|anchor| !anchor.is_empty() && *anchor != "top") else {
        return true;
    };
    match library.find(&link.target) {
        Some(EntryId::Page(id)) => {
            let body = &bodies.pages[id.0 as usize];
            body.has_heading(anchor) || has_anchor(body.html(), anchor)
        }
        Some(EntryId::Section(id)) => bodies.sections[id.0 as usize].has_heading(anchor),
        None => true,
    }
}

/// A link as it is most likely written.
fn written(file: &EntryFile, link: &InternalLink) -> String {
    let anchor = link.anchor.as_deref().unwrap_or_default();
    if link.target == file.relative { format!("#{anchor}") } else { format!("@/{}#{anchor}", link.target) }
}

fn describe(config: &Config, file: &EntryFile, link: &InternalLink) -> Diagnostic {
    let anchor = link.anchor.as_deref().unwrap_or_default();
    let written = written(file, link);
    let message = Wording::new(
        format!("the link `{written}` leads to no heading or id `{anchor}` of {}", link.target),
        format!("リンク `{written}` の指す見出しや id `{anchor}` が、{} にありません", link.target),
    );
    let hint = Wording::new(
        "correct the part after `#`, or give the heading that id: ## Heading {#id}",
        "`#` の後ろを直すか、見出しにその id を付けてください: ## 見出し {#id}",
    );
    let mut fault = Diagnostic::error("link-missing-anchor", message)
        .stopping_only_publishing()
        .in_file(&file.path)
        .with_hint(hint);
    if config.internal_links == Level::Warn {
        fault.severity = Severity::Warning;
    }
    fault
}
