//! What goes into the rendering of a text and what comes out of it.
//!
//! These are plain values and windows; they know nothing of how the rendering is done.

use super::{Heading, Highlighter};
use crate::config::{AnchorLinks, Config, Lang};
use tsubame_model::source::{Diagnostic, Span, Wording};

/// Renders what Markdown needs from templates; implemented by the room `templates`.
pub trait TemplateHooks: Sync {
    /// The anchor link of a heading (template `anchor-link.html`).
    fn anchor_link(&self, id: &str, level: u32, lang: &Lang) -> Result<String, Diagnostic>;

    /// What a summary cut inside a paragraph ends with (template `summary-cutoff.html`); `summary` is the HTML up to
    /// the cut, with its tags still open.
    fn summary_cutoff(&self, summary: &str, lang: &Lang) -> Result<String, Diagnostic>;
}

/// Where links into the site lead; implemented over the library of all entries.
pub trait ContentLinks: Sync {
    /// The address of a content file by its path from the content folder (`a/b.md`), or of a colocated asset
    /// (`dir/asset.png`), `None` when there is none.
    fn permalink(&self, relative: &str) -> Option<String>;

    /// Why a content file has no address, where more is known than that it is not there; in one sentence.
    fn why_missing(&self, _relative: &str) -> Option<Wording> {
        None
    }
}

/// Everything beside the text that the HTML of a body depends on.
#[derive(Clone, Copy)]
pub struct MarkdownContext<'a> {
    /// The site's settings.
    pub config: &'a Config,
    /// Colours code blocks.
    pub highlighter: &'a Highlighter,
    /// Where links into the site lead.
    pub links: &'a dyn ContentLinks,
    /// Renders the small templates.
    pub hooks: &'a dyn TemplateHooks,
    /// The language of the text.
    pub lang: &'a Lang,
    /// The address of the entry the text belongs to.
    pub permalink: &'a str,
    /// Its path from the content folder; empty in the `markdown` filter outside of any page.
    pub relative: &'a str,
    /// Where the anchor links of headings go.
    pub anchor_links: AnchorLinks,
}

/// A rendered text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The whole text as HTML.
    pub html: String,
    /// The HTML before `<!-- more -->`, with its tags closed; `None` without that marker.
    pub summary: Option<String>,
    /// The headings, nested by their levels.
    pub toc: Vec<Heading>,
    /// Links to content of the site, in the order of the text, repetitions included.
    pub internal_links: Vec<InternalLink>,
    /// Links that leave the site, in the order of the text, repetitions included.
    pub external_links: Vec<ExternalLink>,
    /// Links and images by a path of the site, in the order of the text, repetitions included.
    pub path_links: Vec<PathLink>,
    /// What is wrong in the text, in the order of the text.
    pub faults: Vec<BodyFault>,
}

/// A link to a content file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternalLink {
    /// The path of the content file from the content folder: `a/b.md`.
    pub target: String,
    /// What follows the `#`, as written.
    pub anchor: Option<String>,
    /// Where the link stands in the given text.
    pub span: Span,
}

/// A link that leaves the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLink {
    /// The address, as written.
    pub url: String,
    /// Where the link stands in the given text.
    pub span: Span,
}

/// A link or an image whose address is a path, such as `/a/`, `../a/` or `file.txt`: nothing is known of where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathLink {
    /// The address, as written.
    pub written: String,
    /// The address, as it stands in the HTML.
    pub url: String,
    /// Where the link stands in the given text.
    pub span: Span,
}

/// A fault with its place in the given text, which the caller maps to the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyFault {
    /// What is wrong, without file and place.
    pub diagnostic: Diagnostic,
    /// The bytes of the given text that are at fault, when the fault is in a part of it.
    pub span: Option<Span>,
}
