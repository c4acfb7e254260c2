//! Whether a path of the site leads to something: the one place that decides it for links in texts and in HTML.

use std::collections::HashMap;

use super::{
    address::{Destination, OwnPath, names_element},
    html_links::read_html_links,
    outputs::PathLookup,
    rendered_site::{RenderedPage, RenderedSite},
};
use crate::{
    config::Config,
    site::{PassedOnPaths, Project, SiteUrl},
};
use tsubame_model::source::Diagnostic;

/// What is wrong with a link inside the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BrokenLink {
    /// It leads to no file; the path that may be meant.
    NoFile { suggestion: Option<String> },
    /// It is a whole address of the site's host below which this site has nothing: another site may live there.
    NoFolder { folder: String },
    /// It leads to a page that has no such element.
    NoAnchor { page: String, anchor: String },
    /// It leads to a page only by a detour; the path that leads there at once.
    LacksSlash { right: String },
    /// It leads out of the site, which has a page of that path below its base.
    BesideBase { right: String },
}

/// Knows all files of a rendered site.
pub(super) struct LinkResolver<'a> {
    project: &'a Project,
    site: &'a SiteUrl,
    rendered: &'a RenderedSite,
    pages: HashMap<&'a str, &'a RenderedPage>,
    passed_on: Option<PassedOnPaths>,
}

impl<'a> LinkResolver<'a> {
    /// A resolver of links into this site.
    pub fn new(project: &'a Project, config: &Config, site: &'a SiteUrl, rendered: &'a RenderedSite) -> Self {
        let passed_on = PassedOnPaths::of(config, site.decoded_base_path());
        let pages = rendered.pages.iter().map(|page| (page.path.as_str(), page)).collect();
        Self { project, site, rendered, pages, passed_on }
    }

    /// What is wrong with a link that leads there; nothing is known here of links to other sites.
    pub fn find_fault(&self, destination: &Destination) -> Option<BrokenLink> {
        match destination {
            Destination::Own(own) => self.resolve_path(own),
            Destination::Beside(own) => self.resolve_beside(own),
            Destination::External(_) | Destination::Ignored | Destination::Invalid(_) => None,
        }
    }

    fn resolve_path(&self, own: &OwnPath) -> Option<BrokenLink> {
        let (file, detour) = match self.rendered.outputs.find(&own.path) {
            PathLookup::File(file) => (file, None),
            PathLookup::Folder(file) => {
                (file, Some(BrokenLink::LacksSlash { right: self.shown(&format!("{}/", own.path)) }))
            }
            // What is there, the server knows.
            PathLookup::Nothing(_) if self.is_passed_on(&own.path) => return None,
            PathLookup::Nothing(None) if own.is_full && !self.rendered.outputs.has_folder(&own.path) => {
                let folder = own.path.split('/').next().unwrap_or_default();
                return Some(BrokenLink::NoFolder { folder: self.shown(folder) });
            }
            PathLookup::Nothing(near) => {
                return Some(BrokenLink::NoFile { suggestion: near.map(|path| self.shown(&path)) });
            }
        };
        let anchor = own.anchor.as_deref().filter(|anchor| names_element(anchor));
        let missing = anchor.filter(|anchor| !self.has_anchor(&file, anchor));
        missing.map(|anchor| BrokenLink::NoAnchor { page: self.shown(&own.path), anchor: anchor.to_owned() }).or(detour)
    }

    fn is_passed_on(&self, path: &str) -> bool {
        self.passed_on.as_ref().is_some_and(|passed_on| passed_on.hold(&self.shown(path)))
    }

    /// Paths beside the site belong to others, unless it is plain that the base was forgotten.
    fn resolve_beside(&self, own: &OwnPath) -> Option<BrokenLink> {
        let is_forgotten =
            !matches!(self.rendered.outputs.find(&own.path), PathLookup::Nothing(_)) && !own.path.is_empty();
        is_forgotten.then(|| BrokenLink::BesideBase { right: self.shown(&own.path) })
    }

    /// Files that are no pages have no elements that could be missed, and a page that only leads elsewhere hands the
    /// anchor on.
    fn has_anchor(&self, file: &str, anchor: &str) -> bool {
        if let Some(page) = self.pages.get(file) {
            return page.anchors.contains(anchor) || page.summary.is_redirect;
        }
        let source = self.rendered.sources.get(file).filter(|_| file.ends_with(".html"));
        let bytes = source.and_then(|source| self.project.world.files.read(source).ok());
        bytes.is_none_or(|bytes| read_html_links(&bytes).anchors.contains(anchor))
    }

    /// A path as it may be written in a link.
    fn shown(&self, path: &str) -> String {
        format!("{}{path}", self.site.decoded_base_path())
    }
}

impl BrokenLink {
    /// As a fault of a link that is written so; `shown_on` ends the sentence. File and place are still to be said.
    pub fn describe(&self, code: &'static str, written: &str, shown_on: &str) -> Diagnostic {
        match self {
            Self::NoFile { suggestion: Some(suggestion) } => {
                let message = format!("`{written}` leads to no file of the site{shown_on}");
                Diagnostic::error(code, message).with_hint(format!(
                    "the site has {suggestion}, spelled with other letter case or Unicode characters"
                ))
            }
            Self::NoFile { suggestion: None } => {
                let message = format!("`{written}` leads to no file of the site{shown_on}");
                let hint = "correct the path; in Markdown, [text](@/folder/file.md) stays right when pages move";
                Diagnostic::error(code, message).with_hint(hint)
            }
            Self::NoFolder { folder } => {
                let message =
                    format!("`{written}` leads to no file of this site, which has nothing below {folder}{shown_on}");
                let hint =
                    "fine if that is a site of its own at the same host: `skip_prefixes` in [link_checker] says so";
                Diagnostic::warning(code, message).with_hint(hint)
            }
            Self::NoAnchor { page, anchor } => {
                let message = format!("`{written}` leads to no element with the id `{anchor}` on {page}{shown_on}");
                Diagnostic::error(code, message)
                    .with_hint("correct the part after `#`, or give the heading that id: ## Heading {#id}")
            }
            Self::LacksSlash { right } => {
                let message = format!("`{written}` leads to its page only by a redirect{shown_on}");
                Diagnostic::warning(code, message).with_hint(format!("write {right} with a slash at its end"))
            }
            Self::BesideBase { right } => {
                let message =
                    format!("`{written}` leads out of the site, which does not begin at the host's root{shown_on}");
                Diagnostic::error(code, message).with_hint(format!("write {right}, as `base_url` has a path"))
            }
        }
    }
}
