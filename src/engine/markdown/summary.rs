//! The summary of a text: what stands before `<!-- more -->`, with its open tags closed.
//!
//! While the text streams by, [`SummaryWatch`] keeps the stack of open elements, but only if the text has a comment at
//! all. It knows nothing of the other rewriting.

use std::{borrow::Cow, iter};

use memchr::memmem;
use pulldown_cmark::{Event, TagEnd, html::push_html};

use super::{BodyFault, MarkdownContext};

/// What the marker becomes in the text.
pub(super) const CONTINUE_READING: &str = "<span id=\"continue-reading\"></span>";

/// Where the text was cut.
#[derive(Debug)]
pub(super) struct Cut {
    /// How many bytes of HTML stand before the marker.
    pub(super) position: usize,
    /// The elements open at the marker, from the outermost on.
    pub(super) open: Vec<TagEnd>,
}

/// Waits for the first marker of a text.
#[derive(Debug)]
pub(super) struct SummaryWatch {
    is_waiting: bool,
    /// Footnotes that move to the end of the text leave the place where they were written.
    moves_footnotes: bool,
    open: Vec<TagEnd>,
    cut: Option<Cut>,
}

impl SummaryWatch {
    pub(super) fn new(text: &str, moves_footnotes: bool) -> Self {
        let is_waiting = memmem::find(text.as_bytes(), b"<!--").is_some();
        Self { is_waiting, moves_footnotes, open: Vec::new(), cut: None }
    }

    /// Keeps the stack of open elements; to be told of every event as it comes from the parser.
    pub(super) fn follow(&mut self, event: &Event<'_>) {
        if !self.is_waiting {
            return;
        }
        match event {
            Event::Start(tag) => self.open.push(tag.to_end()),
            Event::End(_) => {
                self.open.pop();
            }
            _ => {}
        }
    }

    /// Cuts the text after `position` bytes of HTML if `html` is the first marker; says whether it is.
    ///
    /// Inside a heading or a footnote that moves, nothing of which has been written yet, the cut is before it.
    pub(super) fn cut_at_marker(&mut self, html: &str, position: usize) -> bool {
        if !self.is_waiting || !has_marker(html) {
            return false;
        }
        self.is_waiting = false;
        let is_written = |tag: &TagEnd| match tag {
            TagEnd::Heading(_) => false,
            TagEnd::FootnoteDefinition => !self.moves_footnotes,
            _ => true,
        };
        let open = self.open.iter().copied().take_while(is_written).filter(|tag| *tag != TagEnd::HtmlBlock).collect();
        self.cut = Some(Cut { position, open });
        true
    }

    /// Where the text was cut, if it was.
    pub(super) fn into_cut(self) -> Option<Cut> {
        self.cut
    }
}

/// Whether HTML holds `<!-- more -->`, in any case and with any white space.
fn has_marker(html: &str) -> bool {
    html.match_indices("<!--").any(|(at, start)| {
        let rest = html[at + start.len()..].trim_start();
        let Some((word, rest)) = rest.split_at_checked(4) else { return false };
        word.eq_ignore_ascii_case("more") && rest.trim_start().starts_with("-->")
    })
}

/// The summary of a text: its HTML `before` the cut without references to footnotes, then the cut-off and the end tags
/// if elements are open.
pub(super) fn render_summary(
    before: &str,
    open: &[TagEnd],
    context: &MarkdownContext<'_>,
    faults: &mut Vec<BodyFault>,
) -> String {
    let mut summary = without_footnote_references(before).trim_end().to_owned();
    if open.is_empty() {
        return summary;
    }
    match context.hooks.summary_cutoff(&summary, context.lang) {
        Ok(cutoff) => summary.push_str(&cutoff),
        Err(diagnostic) => faults.push(BodyFault { diagnostic, span: None }),
    }
    let is_in_table_head = open.contains(&TagEnd::TableHead);
    for &tag in open.iter().rev() {
        if tag == TagEnd::TableCell && !is_in_table_head {
            // A fresh HTML writer believes to be in the head of a table.
            summary.push_str("</td>");
        } else {
            push_html(&mut summary, iter::once(Event::End(tag)));
        }
    }
    summary
}

/// HTML without its `<sup class="footnote-reference">` elements, whose targets a summary lacks.
fn without_footnote_references(html: &str) -> Cow<'_, str> {
    const START: &str = "<sup class=\"footnote-reference\"";
    const END: &str = "</a></sup>";
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find(START)
        && let Some(length) = rest[start..].find(END)
    {
        out.push_str(&rest[..start]);
        rest = &rest[start + length + END.len()..];
    }
    if rest.len() == html.len() {
        return Cow::Borrowed(html);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_the_marker() {
        for (html, expected) in [
            ("<!-- more -->", true),
            ("<!--more-->", true),
            ("<!--\t MoRe \n-->\n", true),
            ("<!-- a --> <!-- more -->", true),
            ("<!-- more", false),
            ("<!-- more or less -->", false),
            ("<!-- 注 -->", false),
            ("more -->", false),
        ] {
            assert_eq!(has_marker(html), expected, "{html}");
        }
    }

    #[test]
    fn footnote_references_are_removed() {
        let one = r##"<sup class="footnote-reference" id="fr-a-1"><a href="#fn-a">[1]</a></sup>"##;
        let other = r##"<sup class="footnote-reference"><a href="#1">1</a></sup>"##;
        assert_eq!(without_footnote_references(&format!("<p>a{one}b{other}{one}</p>")), "<p>ab</p>");
        assert_eq!(without_footnote_references("<p>a<sup>b</sup></p>"), "<p>a<sup>b</sup></p>");
    }
}
