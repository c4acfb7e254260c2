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
use tsubame_model::source::{Diagnostic, Wording};

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
    pub fn describe(&self, code: &'static str, written: &str, shown_on: &Wording) -> Diagnostic {
        let message = |english: String, japanese: String| {
            Wording::new(
                format!("`{written}` {english}{}", shown_on.english()),
                format!("リンク `{written}` {japanese}{}", shown_on.japanese()),
            )
        };
        match self {
            Self::NoFile { suggestion } => {
                let message =
                    message("leads to no file of the site".to_owned(), "の指すファイルがサイトにありません".to_owned());
                Diagnostic::error(code, message).with_hint(no_file_hint(suggestion.as_deref()))
            }
            Self::NoFolder { folder } => {
                let message = message(
                    format!("leads to no file of this site, which has nothing below {folder}"),
                    format!("の指すファイルがこのサイトにありません。{folder} の下には何もありません"),
                );
                let hint = Wording::new(
                    "fine if that is a site of its own at the same host: `skip_prefixes` in [link_checker] says so",
                    "同じホストにある別のサイトなら正しいリンクです。[link_checker] の `skip_prefixes` に書いてください",
                );
                Diagnostic::warning(code, message).with_hint(hint)
            }
            Self::NoAnchor { page, anchor } => {
                let message = message(
                    format!("leads to no element with the id `{anchor}` on {page}"),
                    format!("の指す id `{anchor}` の要素が {page} にありません"),
                );
                let hint = Wording::new(
                    "correct the part after `#`, or give the heading that id: ## Heading {#id}",
                    "`#` の後ろを直すか、見出しにその id を付けてください: ## 見出し {#id}",
                );
                Diagnostic::error(code, message).with_hint(hint)
            }
            Self::LacksSlash { right } => {
                let message = message(
                    "leads to its page only by a redirect".to_owned(),
                    "は、転送を経てページに届きます".to_owned(),
                );
                let hint = Wording::new(
                    format!("write {right} with a slash at its end"),
                    format!("{right} のように、終わりに `/` を付けてください"),
                );
                Diagnostic::warning(code, message).with_hint(hint)
            }
            Self::BesideBase { right } => {
                let message = message(
                    "leads out of the site, which does not begin at the host's root".to_owned(),
                    "がサイトの外を指しています。このサイトはホストの途中のパスから始まります".to_owned(),
                );
                let hint = Wording::new(
                    format!("write {right}, as `base_url` has a path"),
                    format!("`base_url` にパスがあるので、{right} と書いてください"),
                );
                Diagnostic::error(code, message).with_hint(hint)
            }
        }
    }
}

fn no_file_hint(suggestion: Option<&str>) -> Wording {
    match suggestion {
        Some(suggestion) => Wording::new(
            format!("the site has {suggestion}, spelled with other letter case or Unicode characters"),
            format!("サイトには {suggestion} があります。大文字と小文字か、文字の種類が違います"),
        ),
        None => Wording::new(
            "correct the path; in Markdown, [text](@/folder/file.md) stays right when pages move",
            "パスを直してください。Markdown では [文字](@/フォルダー/ファイル.md) と書くと、ページを移しても切れません",
        ),
    }
}
