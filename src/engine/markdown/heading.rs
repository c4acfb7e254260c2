//! Headings: their ids, tags and anchor links, and their place in the table of contents.
//!
//! A heading is held back until its end, because its id is made from its text but stands in its start tag.

use pulldown_cmark::{CowStr, Event, HeadingLevel};

use super::{Body, BodyFault, Heading, MarkdownContext, heading_ids::HeadingIds, toc::push_heading};
use crate::config::{AnchorLinks, slugify_anchor};
use tsubame_model::{
    encode::push_html,
    source::{Diagnostic, Span, Wording},
};

/// Start tags up to the value of `id`, and end tags, by level. Texts have many headings, so these are not formatted.
const TAGS: [(&str, &str); 6] = [
    ("<h1 id=\"", "</h1>\n"),
    ("<h2 id=\"", "</h2>\n"),
    ("<h3 id=\"", "</h3>\n"),
    ("<h4 id=\"", "</h4>\n"),
    ("<h5 id=\"", "</h5>\n"),
    ("<h6 id=\"", "</h6>\n"),
];

/// A heading whose end has not been reached.
#[derive(Debug)]
pub(super) struct OpenHeading<'a> {
    pub(super) level: HeadingLevel,
    /// The id given in `{#id}`.
    pub(super) id: Option<CowStr<'a>>,
    /// The classes given in `{.class}`.
    pub(super) classes: Vec<CowStr<'a>>,
    pub(super) span: Span,
    pub(super) content: Vec<Event<'a>>,
}

/// A heading with everything around its content.
#[derive(Debug)]
pub(super) struct FramedHeading<'a> {
    pub(super) start: Event<'a>,
    pub(super) content: Vec<Event<'a>>,
    pub(super) end: Event<'a>,
}

impl<'a> OpenHeading<'a> {
    /// Gives the heading its id, records it in the table of contents and puts its tags around it.
    pub(super) fn finish(
        self,
        ids: &mut HeadingIds,
        context: &MarkdownContext<'_>,
        body: &mut Body,
    ) -> FramedHeading<'a> {
        let title = self.title();
        let id = match &self.id {
            Some(id) => {
                if !ids.use_explicit(id) {
                    body.faults.push(repeated_id(id, self.span.clone()));
                }
                id.to_string()
            }
            None => ids.give(slugify_anchor(&title, context.config.slugify.anchors)),
        };
        let level = self.level as u32;
        let mut start = self.start_tag(&id);
        let mut end = String::new();
        self.push_anchor(&id, context, &mut body.faults, (&mut start, &mut end));
        let end_tag = TAGS[self.level as usize - 1].1;
        let end = if end.is_empty() { CowStr::Borrowed(end_tag) } else { (end + end_tag).into() };
        let permalink = format!("{}#{id}", context.permalink);
        push_heading(&mut body.toc, Heading { level, id, permalink, title, children: Vec::new() });
        FramedHeading { start: Event::Html(start.into()), content: self.content, end: Event::Html(end) }
    }

    /// The text without markup; HTML in the heading is left out, with its tags.
    fn title(&self) -> String {
        let mut title = String::new();
        for event in &self.content {
            if let Event::Text(text) | Event::Code(text) = event {
                title.push_str(text);
            }
        }
        title
    }

    fn start_tag(&self, id: &str) -> String {
        let mut tag = String::with_capacity(id.len() + 16);
        tag.push_str(TAGS[self.level as usize - 1].0);
        push_html(&mut tag, id);
        for (at, class) in self.classes.iter().enumerate() {
            tag.push_str(if at == 0 { "\" class=\"" } else { " " });
            push_html(&mut tag, class);
        }
        tag.push_str("\">");
        tag
    }

    /// Adds the anchor link to what stands before and after the content.
    fn push_anchor(
        &self,
        id: &str,
        context: &MarkdownContext<'_>,
        faults: &mut Vec<BodyFault>,
        (start, end): (&mut String, &mut String),
    ) {
        if context.anchor_links == AnchorLinks::None {
            return;
        }
        let link = match context.hooks.anchor_link(id, self.level as u32, context.lang) {
            Ok(link) => link,
            Err(diagnostic) => {
                faults.push(BodyFault { diagnostic, span: Some(self.span.clone()) });
                return;
            }
        };
        match context.anchor_links {
            AnchorLinks::Left => start.push_str(&link),
            AnchorLinks::Right => end.push_str(&link),
            AnchorLinks::Heading => {
                if let Some(tag) = link_start_tag(&link) {
                    start.push_str(tag);
                    end.push_str("</a>");
                }
            }
            AnchorLinks::None => {}
        }
    }
}

/// The first `<a …>` of HTML, if it is closed somewhere after.
fn link_start_tag(html: &str) -> Option<&str> {
    html.match_indices('<').find_map(|(at, _)| {
        let name = html[at + 1..].trim_start();
        let after = name.strip_prefix(['a', 'A'])?;
        if !after.starts_with([' ', '\t', '\r', '\n', '>']) {
            return None;
        }
        let end = at + html[at..].find('>')? + 1;
        html[end..].contains("</").then(|| &html[at..end])
    })
}

fn repeated_id(id: &str, span: Span) -> BodyFault {
    let message = Wording::new(
        format!("the id `{id}` is given to more than one heading"),
        format!("同じ id `{id}` の見出しが二つ以上あります"),
    );
    let hint = Wording::new(
        "give one of them another id; links with this id reach only the first",
        "どれかの id を別のものにしてください。この id へのリンクは、一つ目の見出しにしか届きません",
    );
    let diagnostic = Diagnostic::warning("heading-id-twice", message).with_hint(hint);
    BodyFault { diagnostic, span: Some(span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_around_a_heading() {
        for (html, tag) in [
            ("<a href=\"#x\">🔗</a>", Some("<a href=\"#x\">")),
            ("<!-- c -->\n<a\nhref=\"#x\">\n§\n</a>\n", Some("<a\nhref=\"#x\">")),
            ("<abbr>x</abbr><a>y</a>", Some("<a>")),
            ("< a id=x>y< / a></ a>", Some("< a id=x>")),
            ("<a href=\"#x\">", None),
            ("§", None),
        ] {
            assert_eq!(link_start_tag(html), tag, "{html}");
        }
    }
}
