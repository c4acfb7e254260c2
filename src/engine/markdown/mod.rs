//! Markdown → HTML, table of contents, summary and links, in one pass over the text.
//!
//! | file | holds |
//! |---|---|
//! | `body` | what goes into the rendering of a text, and what comes out |
//! | `render` | parser, stream and HTML writer put together |
//! | `stream` | the one pass over a text: where each event goes |
//! | `heading`, `heading_ids`, `toc` | headings, their ids that no two share, and the table of contents |
//! | `link`, `link_target` | links; what kind of place an address names, and where that is |
//! | `image` | images |
//! | `code`, `plain_code`, `highlight` | code blocks, without colours and with them |
//! | `footnotes` | footnotes that are collected at the end |
//! | `summary` | what stands before `<!-- more -->` |
//! | `anchor` | whether finished HTML has the element that a fragment points at |
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
