//! Footnotes that are collected at the end of a text: their numbers, their definitions and the links back.
//!
//! It knows nothing of the other events of a text.

use std::{
    collections::{HashMap, VecDeque},
    fmt::Write as _,
};

use pulldown_cmark::{CowStr, Event, TagEnd};

use tsubame_model::encode::escape_html;

/// A definition, taken out of the place where it was written.
#[derive(Debug)]
struct Definition<'a> {
    name: CowStr<'a>,
    content: Vec<Event<'a>>,
}

/// How a footnote was referred to.
#[derive(Clone, Copy, Debug)]
struct Uses {
    /// Its number, in the order of first references.
    number: usize,
    /// How many references there are.
    count: usize,
}

/// The footnotes of a text.
#[derive(Debug, Default)]
pub(super) struct Footnotes<'a> {
    /// Definitions whose end has not been reached, the innermost last.
    open: Vec<Definition<'a>>,
    complete: Vec<Definition<'a>>,
    uses: HashMap<CowStr<'a>, Uses>,
}

impl<'a> Footnotes<'a> {
    /// Numbers a reference and renders it.
    pub(super) fn refer(&mut self, name: CowStr<'a>, permalink: &str) -> Event<'a> {
        let number = self.uses.len() + 1;
        let shown = escape_html(&name).into_owned();
        let uses = self.uses.entry(name).or_insert(Uses { number, count: 0 });
        uses.count += 1;
        let Uses { number, count } = *uses;
        let html = format!(
            "<sup class=\"footnote-reference\" id=\"fr-{shown}-{count}\">\
             <a href=\"{permalink}#fn-{shown}\">[{number}]</a></sup>"
        );
        Event::Html(html.into())
    }

    /// A definition starts: what follows belongs to it.
    pub(super) fn start(&mut self, name: CowStr<'a>) {
        self.open.push(Definition { name, content: Vec::new() });
    }

    /// A definition ends.
    pub(super) fn end(&mut self) {
        self.complete.extend(self.open.pop());
    }

    /// Where events go while a definition is open.
    pub(super) fn content(&mut self) -> Option<&mut Vec<Event<'a>>> {
        self.open.last_mut().map(|definition| &mut definition.content)
    }

    /// Hands out the section with all footnotes that were referred to, in the order of first references.
    pub(super) fn finish(&mut self, permalink: &str, out: &mut VecDeque<Event<'a>>) {
        let used =
            self.complete.drain(..).filter_map(|definition| Some((*self.uses.get(&definition.name)?, definition)));
        let mut used: Vec<_> = used.collect();
        if used.is_empty() {
            return;
        }
        used.sort_by_key(|(uses, _)| uses.number);
        out.push_back(Event::Html("<section class=\"footnotes\">\n<ol class=\"footnotes-list\">\n".into()));
        for (uses, definition) in used {
            push_definition(definition, uses.count, permalink, out);
        }
        out.push_back(Event::Html("</ol>\n</section>\n".into()));
    }
}

/// One item of the list. The links back stand in its last paragraph, or at its end if it has none.
fn push_definition<'a>(definition: Definition<'a>, uses: usize, permalink: &str, out: &mut VecDeque<Event<'a>>) {
    let name = escape_html(&definition.name);
    out.push_back(Event::Html(format!("<li id=\"fn-{name}\">").into()));
    let mut back = String::new();
    for use_number in 1..=uses {
        // Writing into a string does not fail.
        let _ = write!(back, " <a href=\"{permalink}#fr-{name}-{use_number}\">↩");
        if use_number > 1 {
            let _ = write!(back, "{use_number}");
        }
        back.push_str("</a>");
    }
    let content = definition.content;
    if let Some(last) = content.iter().rposition(|event| matches!(event, Event::End(TagEnd::Paragraph))) {
        back.push_str("</p>\n");
        let mut back = Some(Event::Html(back.into()));
        let with_back = |(at, event)| if at == last { back.take().unwrap_or(event) } else { event };
        out.extend(content.into_iter().enumerate().map(with_back));
    } else {
        out.extend(content);
        out.push_back(Event::Html(back.into()));
    }
    out.push_back(Event::Html("</li>\n".into()));
}
