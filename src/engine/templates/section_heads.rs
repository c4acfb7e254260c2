//! Which calls of `get_section` are only asked for what a section says of itself: its title, its address, its front matter.
//!
//! The answer to `get_section` holds all pages of the section, so whatever is made from it depends on each of them. Most
//! templates want a name for a trail or a label. Where the texts of the templates show that nobody can read the pages of an
//! answer, the call is led to a twin that answers the same and is remembered without them. What cannot be shown stays as
//! it is: a template is made anew once too often rather than once too seldom.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::tags::{Tag, TagKind, WordKind, tags};

/// The function.
pub(super) const FUNCTION: &str = "get_section";

/// What the name of its twin ends with.
pub(super) const SUFFIX: &str = "_head";

/// Fields of a section that hold pages, or other sections with theirs.
const WITH_PAGES: [&str; 3] = ["pages", "lower", "higher"];

/// The variable that holds all others.
const ALL_VARIABLES: &str = "__tera_context";

/// Where a variable can be read: components see their own alone, all other templates may see those of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Scope<'a> {
    Templates,
    Component { template: &'a str, at: usize },
}

/// A call whose answer a variable holds.
struct HeldCall<'a> {
    template: &'a str,
    /// Behind the function's name.
    at: usize,
    scope: Scope<'a>,
    variable: &'a str,
}

/// What all templates together say.
#[derive(Default)]
struct Usage<'a> {
    calls: Vec<HeldCall<'a>>,
    /// Variables of which more is read than fields without pages.
    read_whole: BTreeSet<(Scope<'a>, &'a str)>,
    /// Calls of which one field is read on the spot, as templates and places.
    of_one_field: Vec<(&'a str, usize)>,
    reads_all_variables: bool,
}

/// The places behind the names of such calls, by template.
pub(super) fn section_heads<'a>(texts: &BTreeMap<&'a str, &'a str>) -> BTreeMap<&'a str, Vec<usize>> {
    let mut usage = Usage::default();
    for (name, text) in texts {
        TemplateReading::new(name, text).read(&mut usage);
    }
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (template, at) in usage.of_one_field {
        places.entry(template).or_default().push(at);
    }
    for call in usage.calls {
        if !usage.reads_all_variables && !usage.read_whole.contains(&(call.scope, call.variable)) {
            places.entry(call.template).or_default().push(call.at);
        }
    }
    places
}

/// A template with what is needed to read it.
struct TemplateReading<'a> {
    name: &'a str,
    text: &'a str,
    tags: Vec<Tag>,
    /// The tags of components' bodies.
    components: Vec<Range<usize>>,
    /// The tags of loops' bodies, each with the names that the loop gives.
    loops: Vec<(Range<usize>, Vec<&'a str>)>,
}

impl<'a> TemplateReading<'a> {
    fn new(name: &'a str, text: &'a str) -> Self {
        let tags = tags(text);
        let (mut components, mut loops) = (Vec::new(), Vec::new());
        let (mut component, mut open) = (None, Vec::new());
        for (number, tag) in tags.iter().enumerate() {
            match statement(text, tag) {
                "component" => component = Some(number),
                "endcomponent" => components.extend(component.take().map(|start| start..number)),
                "if" => open.push(None),
                "for" => open.push(Some((number, loop_names(text, tag)))),
                // What stands in its place when a loop has no round does not see the loop's names.
                "else" => {
                    if let Some((start, names)) = open.last_mut().and_then(Option::take) {
                        loops.push((start + 1..number, names));
                    }
                }
                "endif" | "endfor" => {
                    if let Some((start, names)) = open.pop().flatten() {
                        loops.push((start + 1..number, names));
                    }
                }
                _ => {}
            }
        }
        // What a component includes sees what the component sees.
        let includes = |body: &Range<usize>| tags[body.clone()].iter().any(|tag| statement(text, tag) == "include");
        components.retain(|body| !includes(body));
        Self { name, text, tags, components, loops }
    }

    fn read(&self, usage: &mut Usage<'a>) {
        let calls: Vec<(usize, HeldCall<'a>)> =
            (0..self.tags.len()).filter_map(|number| Some((number, self.held_call(number)?))).collect();
        for number in 0..self.tags.len() {
            self.read_calls(number, usage);
            self.read_names(number, &calls, usage);
        }
        usage.calls.extend(calls.into_iter().map(|(_, call)| call));
    }

    fn scope(&self, number: usize) -> Scope<'a> {
        let body = self.components.iter().find(|body| body.contains(&number));
        body.map_or(Scope::Templates, |body| Scope::Component { template: self.name, at: body.start })
    }

    fn word(&self, tag: &Tag, number: usize) -> &'a str {
        tag.word(self.text, number)
    }

    /// `{% set NAME = get_section(…) %}`
    fn held_call(&self, number: usize) -> Option<HeldCall<'a>> {
        let tag = &self.tags[number];
        let is_set = matches!(statement(self.text, tag), "set" | "set_global") && self.word(tag, 2) == "=";
        let is_whole = self.word(tag, 3) == FUNCTION && self.call_end(tag, 3) == Some(tag.words.len() - 1);
        (is_set && is_whole).then(|| HeldCall {
            template: self.name,
            at: tag.words[3].span.end,
            scope: self.scope(number),
            variable: self.word(tag, 1),
        })
    }

    /// The closing bracket of a call, by the number of the function's name.
    fn call_end(&self, tag: &Tag, name: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for number in name + 1..tag.words.len() {
            match (tag.words[number].kind, self.word(tag, number)) {
                (WordKind::Mark, "(") => depth += 1,
                (WordKind::Mark, ")") => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                return (number > name + 1).then_some(number);
            }
        }
        None
    }

    /// `get_section(…).title`
    fn read_calls(&self, number: usize, usage: &mut Usage<'a>) {
        let tag = &self.tags[number];
        for name in 0..tag.words.len() {
            let is_call = tag.words[name].kind == WordKind::Name && self.word(tag, name) == FUNCTION;
            if is_call && self.call_end(tag, name).is_some_and(|end| self.reads_plain_field(tag, end)) {
                usage.of_one_field.push((self.name, tag.words[name].span.end));
            }
        }
    }

    /// Whether a field without pages is read of what ends at this word.
    fn reads_plain_field(&self, tag: &Tag, end: usize) -> bool {
        let is_field = tag.words.get(end + 2).is_some_and(|field| field.kind == WordKind::Name);
        matches!(self.word(tag, end + 1), "." | "?.") && is_field && !WITH_PAGES.contains(&self.word(tag, end + 2))
    }

    /// The variables of a tag that are read as a whole, or of which pages are read.
    fn read_names(&self, number: usize, calls: &[(usize, HeldCall<'a>)], usage: &mut Usage<'a>) {
        let tag = &self.tags[number];
        // The words of these are names of blocks, components and their parameters.
        if matches!(statement(self.text, tag), "block" | "endblock" | "component" | "endcomponent") {
            return;
        }
        for at in 0..tag.words.len() {
            let name = self.word(tag, at);
            let before = at.checked_sub(1).map_or("", |before| self.word(tag, before));
            let is_variable = tag.words[at].kind == WordKind::Name
                && !matches!(before, "." | "?." | "|" | "for")
                // Arguments, and what `set` gives a value to.
                && self.word(tag, at + 1) != "=";
            usage.reads_all_variables |= name == ALL_VARIABLES;
            if is_variable
                && !self.reads_plain_field(tag, at)
                && !self.asks_whether(tag, at)
                && !self.is_of_loop(number, name, calls)
            {
                usage.read_whole.insert((self.scope(number), name));
            }
        }
    }

    /// `{% if NAME %}`, `{% if not NAME %}`
    fn asks_whether(&self, tag: &Tag, at: usize) -> bool {
        let is_condition = matches!(statement(self.text, tag), "if" | "elif") && at + 1 == tag.words.len();
        is_condition && (at == 1 || (at == 2 && self.word(tag, 1) == "not"))
    }

    /// Whether a name is that of a loop around the tag, in which no call gives it another value.
    fn is_of_loop(&self, number: usize, name: &str, calls: &[(usize, HeldCall<'a>)]) -> bool {
        self.loops.iter().any(|(body, names)| {
            let is_set = || calls.iter().any(|(at, call)| body.contains(at) && call.variable == name);
            body.contains(&number) && names.contains(&name) && !is_set()
        })
    }
}

/// The first word of a statement; empty for `{{ … }}`.
fn statement<'a>(text: &'a str, tag: &Tag) -> &'a str {
    if tag.kind == TagKind::Statement { tag.word(text, 0) } else { "" }
}

/// `{% for NAME in … %}`, `{% for KEY, NAME in … %}`
fn loop_names<'a>(text: &'a str, tag: &Tag) -> Vec<&'a str> {
    let second = if tag.word(text, 2) == "," { Some(tag.word(text, 3)) } else { None };
    std::iter::once(tag.word(text, 1)).chain(second).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "get_section(path=(p), lang='ja')";

    /// How many calls of the templates are led to the twin.
    fn heads(texts: &[&str]) -> usize {
        let names: Vec<String> = (0..texts.len()).map(|number| format!("{number}.html")).collect();
        let texts: Vec<String> = texts.iter().map(|text| text.replace("CALL", CALL)).collect();
        let by_name = names.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
        let places = section_heads(&by_name);
        for (name, places) in &places {
            assert!(places.iter().all(|at| by_name[name][..*at].ends_with(FUNCTION)), "{places:?}");
        }
        places.values().map(Vec::len).sum()
    }

    #[test]
    fn answers_of_which_pages_cannot_be_read_are_known() {
        for (expected, texts) in [
            (1, &["{% set s = CALL %}{% if s %}{{ s.title }}{{ s?.extra['a'] }}{% endif %}{{ f(s=1) }}"][..]),
            (1, &["{% set s = CALL %}", "{{ s.title }}"]),
            (1, &["{{ CALL.title }}"]),
            (1, &["{{ [CALL?.title for p in paths] }}"]),
            (1, &["{% set s = CALL %}{% for s in list %}{{ s }}{% else %}{{ s.title }}{% endfor %}"]),
            (1, &["{% set s = CALL %}{{ s.title }}", "{% component c(s) %}{{ s }}{% endcomponent %}"]),
            (1, &["{% component c(p) %}{% set s = CALL %}{{ s.title }}{% endcomponent %}{{ s.pages }}"]),
            (1, &["{% block s %}{% set s = CALL %}{{ s.title }}{% endblock s %}"]),
            (2, &["{% set s = CALL %}{% set t = CALL %}{{ s.title }}{{ t.title }}", "{{ a.s.pages }}"]),
        ] {
            assert_eq!(heads(texts), expected, "{texts:?}");
        }
    }

    #[test]
    fn what_may_read_pages_stays_as_it_is() {
        for texts in [
            &["{% set s = CALL %}{{ s.pages | length }}"][..],
            &["{% set s = CALL %}{{ s.title }}", "{{ s.pages }}"],
            &["{% set s = CALL %}{{ s.higher.title }}"],
            &["{% set s = CALL %}{{ s['pages'] }}"],
            &["{% set s = CALL %}{{ s | get(key='pages') }}"],
            &["{% set s = CALL %}{% set t = s %}{{ t.pages }}"],
            &["{% set s = CALL %}{{ <c s /> }}"],
            &["{% set s = CALL %}{{ <c a={s} /> }}"],
            &["{% set s = CALL %}{{ __tera_context }}"],
            &["{% set s = CALL %}{% if s and t %}{% endif %}"],
            &["{% set s = CALL.pages %}{{ s }}"],
            &["{% set s = [CALL] %}{{ s.title }}"],
            &["{% set s = CALL | get(key='pages') %}"],
            &["{% set s = CALL %}{% for s in s.pages %}{% endfor %}"],
            &["{% for s in list %}{% set s = CALL %}{{ s }}{% endfor %}"],
            &["{% for s in list %}{% else %}{% set s = CALL %}{{ s }}{% endfor %}"],
            &["{% component c(p) %}{% set s = CALL %}{% include 'x.html' %}{% endcomponent %}", "{{ s }}"],
            &["{% component c(p) %}{% set s = CALL %}{{ s }}{% endcomponent %}"],
            &["{{ CALL }}"],
        ] {
            assert_eq!(heads(texts), 0, "{texts:?}");
        }
    }
}
