//! Images as `<img>`. It knows nothing of the other events of a text.

use pulldown_cmark::CowStr;

use super::{
    Body, MarkdownContext, PathLink,
    link::missing_target,
    link_target::{LinkTarget, colocated_address, resolve_content},
};
use tsubame_model::{
    encode::{push_href, push_html},
    source::Span,
};

/// An image whose end has not been reached; its alternative text is the plain text up to there.
#[derive(Debug)]
pub(super) struct OpenImage<'a> {
    address: CowStr<'a>,
    title: CowStr<'a>,
    alt: String,
    /// How many images are open inside the alternative text; they only give their own text.
    depth: usize,
}

impl<'a> OpenImage<'a> {
    /// Starts an image with its final address.
    pub(super) fn new(
        (address, title): (CowStr<'a>, CowStr<'a>),
        span: Span,
        context: &MarkdownContext<'_>,
        body: &mut Body,
    ) -> Self {
        let address = match LinkTarget::of(&address) {
            LinkTarget::Content(path) => {
                if let Some(found) = resolve_content(path, context.links) {
                    found.address.into()
                } else {
                    body.faults.push(missing_target(&address, span, context));
                    address
                }
            }
            LinkTarget::Colocated => {
                let url = colocated_address(&address, context);
                body.path_links.push(PathLink { written: address.into_string(), url: url.clone(), span });
                url.into()
            }
            LinkTarget::AsWritten if address.starts_with(['/', '.']) => {
                body.path_links.push(PathLink { written: address.to_string(), url: address.to_string(), span });
                address
            }
            _ => address,
        };
        Self { address, title, alt: String::new(), depth: 0 }
    }

    /// An image starts inside the alternative text.
    pub(super) fn nest(&mut self) {
        self.depth += 1;
    }

    /// An image ends; says whether it is this one.
    pub(super) fn end(&mut self) -> bool {
        let is_this = self.depth == 0;
        self.depth = self.depth.saturating_sub(1);
        is_this
    }

    /// Adds to the alternative text.
    pub(super) fn push_text(&mut self, text: &str) {
        self.alt.push_str(text);
    }

    /// The element.
    pub(super) fn into_html(self, is_lazy: bool) -> String {
        let mut html = String::with_capacity(self.address.len() + self.alt.len() + self.title.len() + 64);
        html.push_str("<img src=\"");
        push_href(&mut html, &self.address);
        html.push_str("\" alt=\"");
        push_html(&mut html, &self.alt);
        if !self.title.is_empty() {
            html.push_str("\" title=\"");
            push_html(&mut html, &self.title);
        }
        html.push_str(if is_lazy { "\" loading=\"lazy\" decoding=\"async\" />" } else { "\" />" });
        html
    }
}
