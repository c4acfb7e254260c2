//! Templates in which work is counted. Tera has no limit of its own but for components inside components, and nothing in
//! it can be asked to stop; so words are put into each template that call [`hooks`] wherever a render could go on for
//! long or put together something large:
//!
//! | in the template | counted |
//! |---|---|
//! | `{% for … in LIST %}`, `[… for … in LIST]` | the length of the list, before the first round |
//! | the rounds of a loop that compares, searches, slices, filters or puts together | each, so that time is looked at |
//! | `{% include %}`, the beginnings of components and blocks | each |
//! | pieces of texts that `~` puts together | their bytes, before it is done |
//! | results of filters, slices and components, in content also lists and maps that are put together | their bytes, without those of what they share; see [`made_values`] |
//! | arguments of components, `{% set %}` of lists and maps that are put together | texts and lists, by their lengths; lists and maps of such ones by all that is in them |
//! | `{{ … }}` where Tera may catch what is written | its bytes; elsewhere the writer counts them |
//! | the template's own text where Tera may catch it | its bytes, for all rounds of a loop before the first, at the beginnings of components and of what is included |
//!
//! In texts of content, values are counted wherever they are made. Templates are the site's own: there only texts count
//! that are kept, in `{% set %}` and in lists and maps. Functions and filters of this program count for themselves. In the
//! text of content, calls of functions that read anything are also led to their [`guarded`] twins here, and in templates
//! those that ask for a section's [`heads`].
//!
//! [`hooks`]: super::hooks
//! [`made_values`]: super::made_values
//! [`guarded`]: crate::templates::guarded_names
//! [`heads`]: crate::templates::section_heads

use std::collections::BTreeSet;

use super::{
    hooks::{KEPT, LOOP, TEXT_BYTES, WORK, WRITTEN},
    insertions::{Insertion, Insertions, insert},
    made_values::{Hook, made_values},
    tag_work::{
        arguments, composed_name, count_operations, count_parts, end_of_list, is_heavy, is_path, names_any,
        puts_together,
    },
};
use crate::templates::{
    guarded_names::{SUFFIX, is_guarded},
    section_heads,
    tags::{Tag, TagKind, WordKind, tags},
};

/// Shorter texts between tags are not counted: the steps of a render are limited, and so are they.
const SHORT_TEXT_BYTES: usize = 32;

/// Tera refuses expressions of more than 256 operations. What a template does in nearly so many is only counted as a whole.
const MOST_OPERATIONS: usize = 250;

/// Whose text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOf<'a> {
    /// A template's, by its number.
    Template {
        /// The number by which loops are found again.
        number: usize,
        /// Whether Tera may catch what it writes, instead of writing it at once.
        is_caught: bool,
        /// The places behind the names of calls that are led to their twins of `section_heads`.
        heads: &'a [usize],
    },
    /// A content file's.
    Content,
}

/// The template with counting words, and the way back from its places.
pub fn count_work(text: &str, of: TextOf<'_>) -> (String, Insertions) {
    let tags = tags(text);
    let mut composed = BTreeSet::new();
    let mut known = None;
    // In a loop, a name may come to hold what is only put together further down.
    while known.replace(composed.len()) != Some(composed.len()) {
        for tag in &tags {
            composed.extend(composed_name(text, tag, &composed));
        }
    }
    let mut counter = Counter {
        text,
        of,
        insertions: Vec::new(),
        loops: Vec::new(),
        captures: 0,
        component: None,
        bytes: 0,
        composed,
    };
    if let TextOf::Template { heads, .. } = of {
        for at in heads {
            counter.put(*at, section_heads::SUFFIX);
        }
    }
    let mut done = 0;
    for tag in &tags {
        counter.add_text(tag.span.start - done);
        counter.read(tag);
        done = tag.span.end;
    }
    counter.add_text(text.len() - done);
    if !tags.iter().any(|tag| tag.word(text, 0) == "extends") {
        counter.count_own_text();
    }
    insert(text, counter.insertions)
}

/// Whether a template has parts that Tera catches instead of writing them: then what it includes may be caught too.
pub fn catches(text: &str) -> bool {
    tags(text).iter().any(|tag| {
        let is_block_set = matches!(tag.word(text, 0), "set" | "set_global") && tag.word(text, 2) != "=";
        let catches = matches!(tag.word(text, 0), "filter" | "component" | "<") || is_block_set;
        (tag.kind == TagKind::Statement && catches) || tag.words.iter().any(|word| &text[word.span.clone()] == "super")
    })
}

struct Counter<'a> {
    text: &'a str,
    of: TextOf<'a>,
    insertions: Vec<Insertion>,
    loops: Vec<OpenLoop>,
    /// How many blocks are open that Tera catches.
    captures: usize,
    /// The component that is open.
    component: Option<OpenComponent>,
    /// The template's own text outside of loops and components.
    bytes: usize,
    /// Names of lists and maps that are put together here.
    composed: BTreeSet<&'a str>,
}

/// A loop that is open.
struct OpenLoop {
    /// Where its tag begins, and where its body does.
    at: usize,
    body: usize,
    trims: bool,
    /// Whether its rounds are counted.
    is_counted: bool,
    /// The number of the insertion that counts its list.
    insertion: Option<usize>,
    /// The text in its body, without that of loops inside.
    bytes: usize,
}

/// A component that is open.
struct OpenComponent {
    /// Its parameters as arguments.
    arguments: String,
    /// The number of the insertion that counts its calls.
    insertion: usize,
    trims: bool,
    bytes: usize,
}

impl Counter<'_> {
    fn read(&mut self, tag: &Tag) {
        if is_heavy(self.text, tag) {
            self.count_rounds();
        }
        let is_read = self.count_made(tag);
        self.count_comprehensions(tag);
        if self.of == TextOf::Content {
            self.guard_calls(tag);
        }
        match tag.kind {
            TagKind::Output => self.count_output(tag),
            TagKind::Statement => self.count_statement(tag, is_read),
        }
    }

    /// Counts what a tag makes, and tells whether nothing of it is left out. Has to come before what goes around it.
    fn count_made(&mut self, tag: &Tag) -> bool {
        let Some(made) = made_values(self.text, tag) else { return false };
        let is_set = tag.kind == TagKind::Statement
            && matches!(tag.word(self.text, 0), "set" | "set_global")
            && tag.word(self.text, 2) == "=";
        let is_of_content = self.of == TextOf::Content;
        let own = count_operations(self.text, tag);
        if !is_of_content && made.hooks.len() + own > MOST_OPERATIONS {
            return false;
        }
        if is_of_content || is_set || made.has_lists {
            let needed = made.hooks.iter().filter(|hook| !hook.is_of_content).count();
            // So many more as Tera takes: the others of a tag with hundreds of them are like these.
            let mut room = if is_of_content { MOST_OPERATIONS.saturating_sub(own + needed) } else { 0 };
            let mut has_room = |hook: &Hook| {
                let fits = !hook.is_of_content || room > 0;
                room = room.saturating_sub(usize::from(hook.is_of_content));
                fits
            };
            let hooks = made.hooks.into_iter().filter(|hook| has_room(hook));
            self.insertions.extend(hooks.map(|hook| Insertion { at: hook.at, words: hook.words, copy: 0..0 }));
        }
        true
    }

    /// Whether Tera catches what is written here, as far as that can be seen.
    fn is_caught(&self) -> bool {
        let may_be = matches!(self.of, TextOf::Template { is_caught: true, .. });
        may_be || self.captures > 0 || self.component.is_some()
    }

    /// Adds text between tags.
    fn add_text(&mut self, bytes: usize) {
        match (self.loops.last_mut(), &mut self.component) {
            (Some(open), _) => open.bytes += bytes,
            (None, Some(open)) => open.bytes += bytes,
            (None, None) => self.bytes += bytes,
        }
    }

    /// Has the text of a template counted that others may include into what Tera catches.
    fn count_own_text(&mut self) {
        let bytes = self.bytes;
        if bytes >= SHORT_TEXT_BYTES && matches!(self.of, TextOf::Template { is_caught: true, .. }) {
            self.put(0, format!("{{{{ {WORK}({TEXT_BYTES}={bytes}) }}}}"));
        }
    }

    fn put(&mut self, at: usize, words: impl Into<String>) {
        self.insertions.push(Insertion { at, words: words.into(), copy: 0..0 });
    }

    fn count_statement(&mut self, tag: &Tag, is_read: bool) {
        match tag.word(self.text, 0) {
            "for" => self.open_loop(tag),
            "endfor" => self.close_loop(),
            "set" | "set_global" if tag.word(self.text, 2) == "=" => self.count_set(tag, is_read),
            "set" | "set_global" => {
                self.captures += 1;
                self.put(tag.end_of_words(), format!(" | {KEPT} "));
            }
            "filter" | "<" => self.captures += 1,
            "endset" | "endfilter" | "</" => self.captures = self.captures.saturating_sub(1),
            "include" => {
                let trim = if tag.trims_before { "-" } else { "" };
                self.put(tag.span.start, format!("{{{{{trim} {WORK}() }}}}"));
            }
            "block" => self.put(tag.span.end, call(tag.trims_after, "")),
            "component" => {
                let arguments = arguments(self.text, tag);
                self.put(tag.span.end, call(tag.trims_after, &arguments));
                let insertion = self.insertions.len() - 1;
                self.component = Some(OpenComponent { arguments, insertion, trims: tag.trims_after, bytes: 0 });
            }
            "endcomponent" => self.close_component(),
            _ => {}
        }
    }

    fn open_loop(&mut self, tag: &Tag) {
        let list = if tag.word(self.text, 2) == "," { 5 } else { 3 };
        let at = tag.span.start;
        let mut insertion = None;
        if let Some(first) = tag.words.get(list) {
            self.wrap(first.span.start..tag.end_of_words(), &self.loop_filter(at, 0));
            insertion = Some(self.insertions.len() - 1);
        }
        let (body, trims) = (tag.span.end, tag.trims_after);
        self.loops.push(OpenLoop { at, body, trims, is_counted: false, insertion, bytes: 0 });
        if self.of == TextOf::Content {
            self.count_rounds();
        }
    }

    fn close_loop(&mut self) {
        let Some(OpenLoop { at, insertion: Some(insertion), bytes, .. }) = self.loops.pop() else { return };
        if bytes >= SHORT_TEXT_BYTES && self.is_caught() {
            self.insertions[insertion].words = format!(") | {} ", self.loop_filter(at, bytes));
        }
    }

    fn close_component(&mut self) {
        let Some(OpenComponent { arguments, insertion, trims, bytes }) = self.component.take() else { return };
        if bytes >= SHORT_TEXT_BYTES {
            let separator = if arguments.is_empty() { "" } else { "," };
            self.insertions[insertion].words = call(trims, &format!("{arguments}{separator}{TEXT_BYTES}={bytes}"));
        }
    }

    fn count_set(&mut self, tag: &Tag, is_read: bool) {
        let Some(value) = tag.words.get(3..).filter(|value| !value.is_empty()) else { return };
        let parts = count_parts(self.text, value);
        if parts == 0 && (is_read || !puts_together(self.text, value)) {
            return;
        }
        let is_nested = parts > 0 && names_any(self.text, value, &self.composed);
        let arguments = match (parts, is_nested) {
            (0, _) => String::new(),
            (_, false) => format!("(parts={parts})"),
            (_, true) => format!("(parts={parts},nested=true)"),
        };
        self.wrap(value[0].span.start..tag.end_of_words(), &format!("{KEPT}{arguments}"));
    }

    /// Puts a filter around an expression.
    fn wrap(&mut self, expression: std::ops::Range<usize>, filter: &str) {
        self.put(expression.start, "(");
        self.put(expression.end, format!(") | {filter} "));
    }

    /// Counts the list of a loop that begins here, and so many bytes for each round.
    fn loop_filter(&self, at: usize, bytes: usize) -> String {
        let line = memchr::memchr_iter(b'\n', &self.text.as_bytes()[..at]).count() + 1;
        let bytes = if bytes == 0 { String::new() } else { format!(",bytes={bytes}") };
        match self.of {
            TextOf::Template { number, .. } => format!("{LOOP}(line={line},template={number}{bytes})"),
            TextOf::Content => format!("{LOOP}(line={line}{bytes})"),
        }
    }

    /// Has the rounds of the innermost loop counted.
    fn count_rounds(&mut self) {
        let Some(open) = self.loops.last_mut().filter(|open| !open.is_counted) else { return };
        open.is_counted = true;
        let (at, trim) = (open.body, if open.trims { "-" } else { "" });
        self.put(at, format!("{{{{ {WORK}() {trim}}}}}"));
    }

    fn count_comprehensions(&mut self, tag: &Tag) {
        let word = |number: usize| tag.word(self.text, number);
        let lists: Vec<(usize, std::ops::Range<usize>)> = (1..tag.words.len())
            .filter(|number| word(*number) == "for" && tag.words[*number].kind == WordKind::Name)
            .filter_map(|number| {
                let list = match (word(number + 2), word(number + 4)) {
                    ("in", _) => number + 3,
                    (",", "in") => number + 5,
                    _ => return None,
                };
                let end = end_of_list(self.text, tag.words.get(list..)?)?;
                Some((list, tag.words.get(list)?.span.start..end))
            })
            .collect();
        for (first, list) in lists {
            self.wrap(list.clone(), &self.loop_filter(list.start, 0));
            if self.of == TextOf::Content {
                self.count_picks(tag, first, list.end);
            }
        }
    }

    /// Has the rounds of a comprehension counted, by the condition that it has, or one that is always met.
    fn count_picks(&mut self, tag: &Tag, first: usize, end: usize) {
        let condition = tag.words[first..].iter().position(|word| word.span.start >= end).map(|at| first + at);
        let Some(condition) = condition.filter(|at| tag.word(self.text, *at) == "if") else {
            return self.put(end, format!(" if not {WORK}() "));
        };
        let Some(ends_at) = tag.words.get(condition + 1..).and_then(|words| end_of_list(self.text, words)) else {
            return;
        };
        self.put(tag.words[condition].span.end, format!(" (not {WORK}()) and ("));
        self.put(ends_at, ")");
    }

    fn guard_calls(&mut self, tag: &Tag) {
        for (number, pair) in tag.words.windows(2).enumerate() {
            let [name, next] = pair else { continue };
            let before = number.checked_sub(1).map_or("", |before| tag.word(self.text, before));
            let is_call = &self.text[next.span.clone()] == "(" && !matches!(before, "|" | "." | "?.");
            if is_call && is_guarded(&self.text[name.span.clone()]) {
                self.put(name.span.end, SUFFIX);
            }
        }
    }

    fn count_output(&mut self, tag: &Tag) {
        let is_caught = match self.of {
            TextOf::Template { is_caught, .. } => is_caught,
            TextOf::Content => true,
        };
        let (Some(first), Some(last)) = (tag.words.first(), tag.words.last()) else { return };
        // Lists and maps that were put together here can be longer than they look.
        let is_caught = is_caught || self.composed.contains(&self.text[first.span.clone()]);
        // What a component writes is counted there.
        if !is_caught || &self.text[first.span.clone()] == "<" {
            return;
        }
        let end = tag.end_of_words();
        let value = &self.text[first.span.start..last.span.end];
        if is_path(self.text, &tag.words) && !value.contains('\n') {
            // What is missing passes, so that Tera tells of it in its own words.
            let words = format!(" {WRITTEN}(value={value}) }}}}{{{{ ");
            let start = WRITTEN.len() + " (value=".len();
            self.insertions.push(Insertion { at: first.span.start, copy: start..start + value.chars().count(), words });
        } else if tag.words.len() > 1 || first.kind == WordKind::Name {
            self.wrap(first.span.start..end, WRITTEN);
        }
    }
}

/// A call that counts a step, to go behind a tag.
fn call(trims: bool, arguments: &str) -> String {
    let trim = if trims { "-" } else { "" };
    format!("{{{{ {WORK}({arguments}) {trim}}}}}")
}

#[cfg(test)]
mod tests;
