//! The one pass over a text: an iterator over the parser's events that rewrites them on their way to the HTML writer.
//!
//! It decides only where each event goes; what headings, links, images, code and footnotes become is the business of
//! the files of these names.

use std::{cell::Cell, collections::VecDeque, sync::LazyLock};

use gh_emoji::Replacer;
use pulldown_cmark::{CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use super::{
    Body, MarkdownContext,
    code::OpenCode,
    footnotes::Footnotes,
    heading::OpenHeading,
    heading_ids::HeadingIds,
    image::OpenImage,
    link::open_link,
    summary::{CONTINUE_READING, Cut, SummaryWatch},
};
use tsubame_model::source::Span;

static EMOJI: LazyLock<Replacer> = LazyLock::new(Replacer::new);

/// The rewritten events of a text.
pub(super) struct EventStream<'a, 'c> {
    events: OffsetIter<'a>,
    context: &'c MarkdownContext<'c>,
    /// How many bytes of HTML have been written. The writer asks for an event only after it has written the one
    /// before, so this is exact whenever a new event comes from the parser.
    written: &'c Cell<usize>,
    /// Events that are ready, to be handed out before the parser is asked again.
    ready: VecDeque<Event<'a>>,
    code: Option<OpenCode<'a>>,
    image: Option<OpenImage<'a>>,
    heading: Option<OpenHeading<'a>>,
    /// The footnotes, if they move to the end of the text.
    footnotes: Option<Footnotes<'a>>,
    has_emoji: bool,
    is_finished: bool,
    ids: HeadingIds,
    summary: SummaryWatch,
    body: Body,
}

impl<'a, 'c> EventStream<'a, 'c> {
    pub(super) fn new(
        text: &'a str,
        options: Options,
        context: &'c MarkdownContext<'c>,
        written: &'c Cell<usize>,
    ) -> Self {
        let settings = &context.config.markdown;
        Self {
            events: Parser::new_ext(text, options).into_offset_iter(),
            context,
            written,
            ready: VecDeque::new(),
            code: None,
            image: None,
            heading: None,
            footnotes: settings.bottom_footnotes.then(Footnotes::default),
            has_emoji: settings.render_emoji && memchr::memchr(b':', text.as_bytes()).is_some(),
            is_finished: false,
            ids: HeadingIds::reserved_in(text, options),
            summary: SummaryWatch::new(text, settings.bottom_footnotes),
            body: Body::default(),
        }
    }

    /// What was found on the way, still without HTML, and where the summary ends.
    pub(super) fn into_parts(self) -> (Body, Option<Cut>) {
        (self.body, self.summary.into_cut())
    }

    /// The event to write in place of one from the parser, unless it is held back.
    fn rewrite(&mut self, event: Event<'a>, span: Span) -> Option<Event<'a>> {
        if let Some(code) = &mut self.code {
            return match event {
                Event::End(_) => self.end_code(),
                Event::Text(text) => {
                    code.push_text(text);
                    None
                }
                _ => None,
            };
        }
        if self.image.is_some() {
            return self.rewrite_in_image(event);
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::End(TagEnd::FootnoteDefinition) if self.footnotes.is_some() => {
                self.footnotes.as_mut()?.end();
                None
            }
            Event::Text(text) => {
                let text = self.with_emoji(text);
                self.place(Event::Text(text))
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let is_marker = self.summary.cut_at_marker(&html, self.written.get());
                self.place(Event::Html(if is_marker { CONTINUE_READING.into() } else { html }))
            }
            Event::FootnoteReference(name) if self.footnotes.is_some() => {
                let reference = self.footnotes.as_mut()?.refer(name, self.context.permalink);
                self.place(reference)
            }
            other => self.place(other),
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Span) -> Option<Event<'a>> {
        match tag {
            Tag::CodeBlock(kind) => {
                self.code = Some(OpenCode::new(kind, span));
                None
            }
            Tag::Heading { level, id, classes, .. } => {
                self.heading = Some(OpenHeading { level, id, classes, span, content: Vec::new() });
                None
            }
            Tag::Link { .. } => {
                let link = open_link(tag, span, self.context, &mut self.body);
                self.place(link)
            }
            Tag::Image { dest_url, title, .. } => {
                self.image = Some(OpenImage::new((dest_url, title), span, self.context, &mut self.body));
                None
            }
            Tag::FootnoteDefinition(name) => match &mut self.footnotes {
                Some(footnotes) => {
                    footnotes.start(name);
                    None
                }
                None => Some(Event::Start(Tag::FootnoteDefinition(name))),
            },
            other => self.place(Event::Start(other)),
        }
    }

    /// Sends an event to the innermost part that is held back, or on to the writer.
    fn place(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        if let Some(heading) = &mut self.heading {
            heading.content.push(event);
            return None;
        }
        match self.footnotes.as_mut().and_then(Footnotes::content) {
            Some(content) => {
                content.push(event);
                None
            }
            None => Some(event),
        }
    }

    /// The alternative text of an image is the text inside it; its markup is dropped.
    fn rewrite_in_image(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Text(text) => {
                let text = self.with_emoji(text);
                self.image.as_mut()?.push_text(&text);
            }
            Event::Code(text) => self.image.as_mut()?.push_text(&text),
            Event::Start(Tag::Image { .. }) => self.image.as_mut()?.nest(),
            Event::End(TagEnd::Image) => {
                let image = self.image.take_if(OpenImage::end)?;
                let html = image.into_html(self.context.config.markdown.lazy_async_image);
                return self.place(Event::Html(html.into()));
            }
            _ => {}
        }
        None
    }

    fn end_code(&mut self) -> Option<Event<'a>> {
        let html = self.code.take()?.into_html(self.context, &mut self.body.faults);
        self.place(Event::Html(html.into()))
    }

    fn end_heading(&mut self) -> Option<Event<'a>> {
        let heading = self.heading.take()?.finish(&mut self.ids, self.context, &mut self.body);
        let Some(content) = self.footnotes.as_mut().and_then(Footnotes::content) else {
            self.ready.extend(heading.content);
            self.ready.push_back(heading.end);
            return Some(heading.start);
        };
        content.push(heading.start);
        content.extend(heading.content);
        content.push(heading.end);
        None
    }

    fn with_emoji(&self, text: CowStr<'a>) -> CowStr<'a> {
        if !self.has_emoji || memchr::memchr(b':', text.as_bytes()).is_none() {
            return text;
        }
        let replaced = EMOJI.replace_all(&text).into_owned();
        replaced.into()
    }
}

impl<'a> Iterator for EventStream<'a, '_> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.is_finished {
                return None;
            }
            if let Some((event, span)) = self.events.next() {
                self.summary.follow(&event);
                if let Some(event) = self.rewrite(event, span) {
                    return Some(event);
                }
            } else {
                self.is_finished = true;
                if let Some(footnotes) = &mut self.footnotes {
                    footnotes.finish(self.context.permalink, &mut self.ready);
                }
            }
        }
    }
}
