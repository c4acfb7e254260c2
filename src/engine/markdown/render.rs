//! From a text to its [`Body`]: parser, [`EventStream`] and HTML writer put together. It knows nothing of single events.

use std::{cell::Cell, fmt};

use pulldown_cmark::{Options, html::write_html_fmt};

use super::{Body, MarkdownContext, stream::EventStream, summary::render_summary};
use crate::config::MarkdownConfig;

/// Renders a text. Faults never stop it: what is at fault is rendered as well as can be.
pub fn render(text: &str, context: &MarkdownContext<'_>) -> Body {
    let written = Cell::new(0);
    // HTML is longer than its Markdown, but seldom by more than half.
    let mut output = HtmlBuffer { html: String::with_capacity(text.len() + text.len() / 2), written: &written };
    let mut stream = EventStream::new(text, options(&context.config.markdown), context, &written);
    let outcome = write_html_fmt(&mut output, &mut stream);
    debug_assert!(outcome.is_ok(), "writing into a string does not fail");
    let html = output.html;
    let (mut body, cut) = stream.into_parts();
    body.summary = cut.map(|cut| render_summary(&html[..cut.position], &cut.open, context, &mut body.faults));
    Body { html, ..body }
}

/// The extensions of Markdown that are always on, and those that are switched on.
fn options(settings: &MarkdownConfig) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    options.set(Options::ENABLE_SMART_PUNCTUATION, settings.smart_punctuation);
    options.set(Options::ENABLE_DEFINITION_LIST, settings.definition_list);
    options.set(Options::ENABLE_GFM, settings.github_alerts);
    options
}

/// The HTML so far, whose length the stream of events can see.
struct HtmlBuffer<'c> {
    html: String,
    written: &'c Cell<usize>,
}

impl fmt::Write for HtmlBuffer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.html.push_str(text);
        self.written.set(self.html.len());
        Ok(())
    }
}
