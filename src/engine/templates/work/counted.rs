//! Templates in which work is counted. Tera has no limit of its own but for components inside components, and nothing in
//! it can be asked to stop; so words are put into each template that call [`hooks`] wherever a render could go on for
//! long or put together something large:
//!
//! | in the template | counted |
//! |---|---|
//! | `{% for … in LIST %}`, `[… for … in LIST]` | the length of the list, before the first round |
//! | the rounds of a loop that compares, searches, slices, filters or puts together | each, so that time is looked at |
//! | `{% include %}`, the beginnings of components and blocks | each |
//! | arguments of components, `{% set %}` of what is put together | texts and lists, by their lengths; lists and maps of such ones by all that is in them |
//! | `{{ … }}` where Tera may catch what is written | its bytes; elsewhere the writer counts them |
//!
//! Functions and filters of this program count for themselves. In the text of content, calls of functions that read
//! anything are also led to their [`guarded`] twins here, and in templates those that ask for a section's [`heads`].
//!
//! [`hooks`]: super::hooks
//! [`guarded`]: crate::templates::guarded_names
//! [`heads`]: crate::templates::section_heads

use std::collections::BTreeSet;

use super::{
    hooks::{KEPT, LOOP, WORK, WRITTEN},
    insertions::{Insertion, Insertions, insert},
    tag_work::{composed_name, count_parts, is_heavy, is_path, names_any, puts_together},
};
use crate::templates::{
    guarded_names::{SUFFIX, is_guarded},
    section_heads,
    tags::{Tag, TagKind, Word, WordKind, tags},
};

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
    let mut counter = Counter { text, of, insertions: Vec::new(), loops: Vec::new(), composed };
    if let TextOf::Template { heads, .. } = of {
        for at in heads {
            counter.put(*at, section_heads::SUFFIX);
        }
    }
    for tag in tags {
        counter.read(&tag);
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
    /// The loops that are open, each by the place in its body and whether its rounds are counted.
    loops: Vec<OpenLoop>,
    /// Names of lists and maps that are put together here.
    composed: BTreeSet<&'a str>,
}

struct OpenLoop {
    body: usize,
    trims: bool,
    is_counted: bool,
}

impl Counter<'_> {
    fn read(&mut self, tag: &Tag) {
        if is_heavy(self.text, tag) {
            self.count_rounds();
        }
        self.count_comprehensions(tag);
        if self.of == TextOf::Content {
            self.guard_calls(tag);
        }
        match tag.kind {
            TagKind::Output => self.count_output(tag),
            TagKind::Statement => self.count_statement(tag),
        }
    }

    fn put(&mut self, at: usize, words: impl Into<String>) {
        self.insertions.push(Insertion { at, words: words.into(), copy: 0..0 });
    }

    fn count_statement(&mut self, tag: &Tag) {
        let end = tag.end_of_words();
        match tag.word(self.text, 0) {
            "for" => {
                let list = if tag.word(self.text, 2) == "," { 5 } else { 3 };
                if let Some(first) = tag.words.get(list) {
                    self.wrap(first.span.start..end, &self.loop_filter(tag.span.start));
                }
                self.loops.push(OpenLoop { body: tag.span.end, trims: tag.trims_after, is_counted: false });
            }
            "endfor" => drop(self.loops.pop()),
            "set" | "set_global" => match (tag.word(self.text, 2), tag.words.get(3..)) {
                ("=", Some(value)) => {
                    let parts = count_parts(self.text, value);
                    if parts > 0 || puts_together(self.text, value) {
                        let is_nested = parts > 0 && names_any(self.text, value, &self.composed);
                        let arguments = match (parts, is_nested) {
                            (0, _) => String::new(),
                            (_, false) => format!("(parts={parts})"),
                            (_, true) => format!("(parts={parts},nested=true)"),
                        };
                        self.wrap(tag.words[3].span.start..end, &format!("{KEPT}{arguments}"));
                    }
                }
                _ => self.put(end, format!(" | {KEPT} ")),
            },
            "include" => {
                let trim = if tag.trims_before { "-" } else { "" };
                self.put(tag.span.start, format!("{{{{{trim} {WORK}() }}}}"));
            }
            "block" => self.call_behind(tag, ""),
            "component" => self.call_behind(tag, &arguments(self.text, tag)),
            _ => {}
        }
    }

    /// Puts a call behind a tag.
    fn call_behind(&mut self, tag: &Tag, arguments: &str) {
        let trim = if tag.trims_after { "-" } else { "" };
        self.put(tag.span.end, format!("{{{{ {WORK}({arguments}) {trim}}}}}"));
    }

    /// Puts a filter around an expression.
    fn wrap(&mut self, expression: std::ops::Range<usize>, filter: &str) {
        self.put(expression.start, "(");
        self.put(expression.end, format!(") | {filter} "));
    }

    fn loop_filter(&self, at: usize) -> String {
        let line = memchr::memchr_iter(b'\n', &self.text.as_bytes()[..at]).count() + 1;
        match self.of {
            TextOf::Template { number, .. } => format!("{LOOP}(line={line},template={number})"),
            TextOf::Content => format!("{LOOP}(line={line})"),
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
        let lists: Vec<(usize, usize)> = (1..tag.words.len())
            .filter(|number| word(*number) == "for" && tag.words[*number].kind == WordKind::Name)
            .filter_map(|number| {
                let list = match (word(number + 2), word(number + 4)) {
                    ("in", _) => number + 3,
                    (",", "in") => number + 5,
                    _ => return None,
                };
                Some((tag.words.get(list)?.span.start, end_of_list(self.text, tag.words.get(list..)?)?))
            })
            .collect();
        for (start, end) in lists {
            self.wrap(start..end, &self.loop_filter(start));
        }
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

/// Where the list of a comprehension ends, given the words from its first on: before `if` or the closing bracket.
fn end_of_list(text: &str, words: &[Word]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut end = words.first()?.span.end;
    for word in words {
        match &text[word.span.clone()] {
            "(" | "[" | "{" | "?[" if word.kind == WordKind::Mark => depth += 1,
            "]" | "if" if depth == 0 => return Some(end),
            ")" | "]" | "}" if word.kind == WordKind::Mark => depth = depth.checked_sub(1)?,
            _ => {}
        }
        end = word.span.end;
    }
    None
}

/// The parameters of a component as arguments of a call: `a=a,b=b`.
fn arguments(text: &str, tag: &Tag) -> String {
    let mut depth = 0_usize;
    let mut is_next = false;
    let mut names: Vec<String> = Vec::new();
    for word in &tag.words {
        let current = &text[word.span.clone()];
        match (word.kind, current) {
            (WordKind::Mark, "(" | "[" | "{") => {
                depth += 1;
                is_next = depth == 1 && current == "(";
            }
            (WordKind::Mark, ")" | "]" | "}") => {
                depth = depth.saturating_sub(1);
                // What follows the parameters is no parameter.
                if depth == 0 {
                    break;
                }
            }
            (WordKind::Mark, ",") => is_next = depth == 1,
            (WordKind::Mark, "@" | "...") => {}
            (WordKind::Name, name) if is_next => {
                names.push(format!("{name}={name}"));
                is_next = false;
            }
            _ => is_next = false,
        }
    }
    names.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str) -> String {
        count_work(text, TextOf::Template { number: 7, is_caught: true, heads: &[] }).0
    }

    #[test]
    fn work_is_counted_where_it_is_done() {
        for (text, expected) in [
            ("plain {{ 1 }} {{ 'a' }} {{ <c a={b}/> }}", "plain {{ 1 }} {{ 'a' }} {{ <c a={b}/> }}"),
            ("{{- a.b[0] -}}", "{{-  tsubame_written(value=a.b[0]) }}{{ a.b[0] -}}"),
            ("{{- a | upper }}", "{{- (a | upper ) | tsubame_written }}"),
            ("{{ a if b else c }}", "{{ (a if b else c ) | tsubame_written }}"),
            ("{% for a in b -%}x{% endfor %}", "{% for a in (b ) | tsubame_loop(line=1,template=7) -%}x{% endfor %}"),
            (
                "\n{% for k, v in b|sort -%}{% if k in v %}{% endif %}{% endfor %}",
                "\n{% for k, v in (b|sort ) | tsubame_loop(line=2,template=7) -%}{{ tsubame_work() -}}{% if k in v %}{% endif %}{% endfor %}",
            ),
            ("{% set a = b.c['d'] %}", "{% set a = b.c['d'] %}"),
            ("{% set a = a ~ a %}", "{% set a = (a ~ a ) | tsubame_kept %}"),
            (
                "{% set_global a = [[a], b[0]] %}",
                "{% set_global a = ([[a], b[0]] ) | tsubame_kept(parts=2,nested=true) %}",
            ),
            ("{% set a | upper %}{% endset %}", "{% set a | upper  | tsubame_kept %}{% endset %}"),
            ("{%- include 'a' %}", "{{- tsubame_work() }}{%- include 'a' %}"),
            ("{% block a -%} ", "{% block a -%}{{ tsubame_work() -}} "),
            (
                "{% component c(a, @b: map = {\"x\": [1]}, ...d) {\"doc\": \"x\"} %}",
                "{% component c(a, @b: map = {\"x\": [1]}, ...d) {\"doc\": \"x\"} %}{{ tsubame_work(a=a,b=b,d=d) }}",
            ),
            (
                "{% set a = [x for x in (b if c else d) if x] %}",
                "{% set a = ([x for x in ((b if c else d)) | tsubame_loop(line=1,template=7)  if x] ) | tsubame_kept(parts=1) %}",
            ),
        ] {
            assert_eq!(counted(text), expected, "{text}");
        }
        let text = "{{ a }}";
        assert_eq!(count_work(text, TextOf::Template { number: 7, is_caught: false, heads: &[] }).0, text);
        let body = "{{ load_data(path=get_env (name='A')) }}{{ a.get_env }}{{ x | load_data(y=1) }}";
        let guarded = count_work(body, TextOf::Content).0;
        assert!(guarded.starts_with("{{ (load_data_in_content(path=get_env_in_content (name='A')) "), "{guarded}");
        assert!(guarded.contains("x | load_data(y=1)"), "{guarded}");
    }

    #[test]
    fn loops_are_counted_by_rounds_where_a_round_may_take_long() {
        let body = |inside: &str| format!("{{% for a in b %}}{inside}{{% endfor %}}");
        for (inside, is_heavy) in [
            ("{{ a.title }}", false),
            ("{% if a.x == 'y' %}{% endif %}", false),
            ("{% if a.x == b.x %}{% endif %}", true),
            ("{{ a.d | date(format='%Y') }}", false),
            ("{{ a.d | sort | length }}", true),
            ("{% set c = d[1:] %}", true),
            ("{% set c = {\"a\": d} %}", false),
            ("{% set c = [...c, a] %}", true),
            ("{% if not a in b %}{% endif %}", true),
            ("{{ a ~ b }}", true),
        ] {
            assert_eq!(counted(&body(inside)).contains("tsubame_work"), is_heavy, "{inside}");
        }
        let nested = counted("{% for a in b %}{% for c in d %}{{ a ~ c }}{{ a ~ c }}{% endfor %}{% endfor %}");
        assert_eq!(nested.matches("tsubame_work").count(), 1);
    }

    #[test]
    fn what_may_be_caught_is_known() {
        for (text, expected) in [
            ("{% set a = 1 %}{{ b }}{% if a > 1 %}{% endif %}{% include 'x' %}", false),
            ("{% set a %}{% endset %}", true),
            ("{% set a | upper %}{% endset %}", true),
            ("{% filter upper %}{% endfilter %}", true),
            ("{% component a() %}{% endcomponent %}", true),
            ("{% <a> %}{% </a> %}", true),
            ("{{ <a/> }}", false),
            ("{{ super() }}", true),
        ] {
            assert_eq!(catches(text), expected, "{text}");
        }
    }
}
