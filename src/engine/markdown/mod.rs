//! Markdown → HTML, table of contents, summary and links, in one pass over the text.
//!
//! [`render`] is a pure function of a text and its [`MarkdownContext`]: it streams the parser's events through an adaptor
//! that rewrites them one by one, so nothing but the part at hand (a heading, a code block, footnotes that move to the
//! end) is ever held in memory. What needs the rest of the site comes through two small windows: [`ContentLinks`] says where
//! links lead, [`TemplateHooks`] renders what templates shape. This room knows nothing of entries, templates or the disk.

mod anchor;
mod body;
mod code;
mod footnotes;
mod heading;
mod heading_ids;
mod highlight;
mod image;
mod link;
mod link_target;
mod plain_code;
mod render;
mod stream;
mod summary;
#[cfg(test)]
mod tests;
mod toc;

pub use anchor::has_anchor;
pub use body::{Body, BodyFault, ContentLinks, ExternalLink, InternalLink, MarkdownContext, PathLink, TemplateHooks};
pub use highlight::Highlighter;
pub use render::render;
pub use toc::Heading;
