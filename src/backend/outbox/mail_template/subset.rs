//! What templates of mails may use of Tera: no loop, no function, no filter that makes texts longer, and includes of one
//! level. So a render does an amount of work that grows with the template's length alone, and staff may edit templates
//! without being able to stop the server; nothing has to count while it runs.
//!
//! Tera does not show its syntax tree. This finds every tag all the same, since what could hide one is refused: in tags,
//! strings stand in double quotes and hold no braces, quotes or backslashes.

use tsubame_model::source::Span;

/// The longest template in bytes.
const LONGEST_TEMPLATE: usize = 64 * 1024;

/// The longest tag in bytes, and how deep tags may nest: Tera's parser calls itself for both.
const LONGEST_TAG: usize = 200;
const DEEPEST: usize = 16;

const TAGS: &[&str] = &["extends", "include", "block", "endblock", "if", "elif", "else", "endif"];
const FILTERS: &[&str] = &["default", "trim"];
/// Words before a parenthesis that groups.
const OPERATORS: &[&str] = &["and", "or", "not", "if", "elif", "in"];

/// What a template is for, by its name: `layout.html`, `part.footer.txt`, `reminder.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TemplateRole {
    /// Others extend it.
    Layout,
    /// Others include it.
    Part,
    /// It is rendered.
    Mail,
}

impl TemplateRole {
    /// The role of a template of this name.
    pub fn of(name: &str) -> Self {
        match name.split('.').next() {
            Some("layout") => Self::Layout,
            Some("part") => Self::Part,
            _ => Self::Mail,
        }
    }

    /// How the names of templates begin that a tag may name here; `None` if the tag may not stand here.
    fn may_name(self, tag: &str) -> Option<&'static str> {
        match (self, tag) {
            (Self::Mail, "extends") => Some("layout."),
            (Self::Mail | Self::Layout, "include") => Some("part."),
            _ => None,
        }
    }
}

/// Something that a template may not use.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excess {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ExcessKind,
}

/// What a template may not use.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ExcessKind {
    /// The template or a tag is too long.
    Length,
    /// Tags stand in each other too deep.
    Depth,
    /// A tag, by its name.
    Tag(String),
    /// A filter, by its name.
    Filter(String),
    /// A call, by the name of what is called.
    Call(String),
    /// A list made by a loop.
    Loop,
    /// A template that may not be extended or included here.
    Target(String),
    /// A template that there is not.
    Missing(String),
    /// A tag without an end, or with a string that could hide one.
    Unclear,
}

/// Everything in a template that it may not use; `is_there` knows the templates by their names.
pub(super) fn find_excess(role: TemplateRole, text: &str, is_there: &dyn Fn(&str) -> bool) -> Vec<Excess> {
    if text.len() > LONGEST_TEMPLATE {
        return vec![Excess { span: 0..1, kind: ExcessKind::Length }];
    }
    let mut found = Vec::new();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(start) = next_opener(text, at) {
        let end = [text[start + 2..].find("}}"), text[start + 2..].find("%}")].into_iter().flatten().min();
        let Some(length) = end else {
            found.push(Excess { span: start..start + 2, kind: ExcessKind::Unclear });
            break;
        };
        at = start + 2 + length + 2;
        let inside = &text[start + 2..start + 2 + length];
        let is_tag = text[start..].starts_with("{%");
        depth = match tag_name(inside).filter(|_| is_tag) {
            Some("if" | "block") => depth + 1,
            Some("endif" | "endblock") => depth.saturating_sub(1),
            _ => depth,
        };
        let excess = if depth > DEEPEST { Some(ExcessKind::Depth) } else { excess_inside(role, inside, is_tag) };
        let missing = || target(inside).filter(|name| is_tag && !is_there(name));
        let excess = excess.or_else(|| missing().map(|name| ExcessKind::Missing(name.to_owned())));
        found.extend(excess.map(|kind| Excess { span: start..at, kind }));
    }
    found
}

/// The first word of a tag.
fn tag_name(inside: &str) -> Option<&str> {
    inside.split(|letter: char| !is_of_word(letter)).find(|word| !word.is_empty())
}

/// The template that a tag extends or includes.
fn target(inside: &str) -> Option<&str> {
    tag_name(inside).filter(|name| matches!(*name, "extends" | "include"))?;
    inside.split('"').nth(1)
}

fn next_opener(text: &str, from: usize) -> Option<usize> {
    ["{{", "{%"].iter().filter_map(|opener| text[from..].find(opener)).min().map(|at| from + at)
}

/// What is too much between the braces of one tag.
fn excess_inside(role: TemplateRole, inside: &str, is_tag: bool) -> Option<ExcessKind> {
    let pieces: Vec<&str> = inside.split('"').collect();
    let hides = |piece: &str| piece.contains(['\'', '`', '\\', '{', '}']);
    if pieces.len().is_multiple_of(2) || pieces.iter().any(|piece| hides(piece)) {
        return Some(ExcessKind::Unclear);
    }
    if inside.len() > LONGEST_TAG {
        return Some(ExcessKind::Length);
    }
    if is_tag {
        let name = tag_name(pieces[0]).unwrap_or_default();
        if !TAGS.contains(&name) || (role == TemplateRole::Part && name.ends_with("block")) {
            return Some(ExcessKind::Tag(name.to_owned()));
        }
        if matches!(name, "extends" | "include") {
            let target = pieces.get(1).copied().unwrap_or_default();
            let fits = |start| pieces.len() == 3 && target.starts_with(start);
            return (!role.may_name(name).is_some_and(fits)).then(|| ExcessKind::Target(target.to_owned()));
        }
    }
    pieces.iter().step_by(2).find_map(|code| excess_in_code(code))
}

/// What is too much in a piece of an expression that holds no string.
fn excess_in_code(code: &str) -> Option<ExcessKind> {
    if code.split(|letter: char| !is_of_word(letter)).any(|word| word == "for") {
        return Some(ExcessKind::Loop);
    }
    let filters = code.split('|').skip(1).map(|rest| first_word(rest.trim_start()));
    if let Some(name) = filters.into_iter().find(|name| !FILTERS.contains(name)) {
        return Some(ExcessKind::Filter(name.to_owned()));
    }
    let called = code.match_indices('(').map(|(at, _)| last_word(code[..at].trim_end()));
    let is_free = |name: &&str| name.is_empty() || OPERATORS.contains(name) || FILTERS.contains(name);
    called.into_iter().find(|name| !is_free(name)).map(|name| ExcessKind::Call(name.to_owned()))
}

fn first_word(text: &str) -> &str {
    &text[..text.find(|letter: char| !is_of_word(letter)).unwrap_or(text.len())]
}

fn last_word(text: &str) -> &str {
    &text[text.trim_end_matches(is_of_word).len()..]
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_costs_more_than_its_length_is_refused() {
        use ExcessKind::{Call, Filter, Loop, Tag, Target, Unclear};
        for (text, kind) in [
            ("{% for a in b %}", Tag("for".to_owned())),
            ("{%- for a in b -%}", Tag("for".to_owned())),
            ("{%\n\tset a = 1 %}", Tag("set".to_owned())),
            ("{% raw %}", Tag("raw".to_owned())),
            ("{%for%}", Tag("for".to_owned())),
            ("{# {{ #} {% for a in b %}{{ a }}", Unclear),
            ("{{ \"}}\" ~ [x for x in y] }}", Unclear),
            ("{{ '}}' }}", Unclear),
            ("{{ \"\\\" }} \" }}", Unclear),
            ("{{ [x for x in y] }}", Loop),
            ("{{ range(end=9) }}", Call("range".to_owned())),
            ("{{ range (end=9) }}", Call("range".to_owned())),
            ("{{ super() }}", Call("super".to_owned())),
            ("{% if range(end=9) %}", Call("range".to_owned())),
            ("{{ a | replace(from=\"a\", to=\"b\") }}", Filter("replace".to_owned())),
            ("{{ a|safe }}", Filter("safe".to_owned())),
            ("{% include \"reminder.txt\" %}", Target("reminder.txt".to_owned())),
            ("{% include a %}", Target(String::new())),
            ("{% extends \"part.x.html\" %}", Target("part.x.html".to_owned())),
            ("{{ a", Unclear),
            ("{% if \"a", Unclear),
        ] {
            let found = find_excess(TemplateRole::Mail, text, &|_| true);
            assert_eq!(found.first().map(|excess| &excess.kind), Some(&kind), "{text}");
        }
        for (role, text) in [
            (TemplateRole::Part, "{% include \"part.a.txt\" %}"),
            (TemplateRole::Part, "{% block a %}"),
            (TemplateRole::Layout, "{% extends \"layout.a.html\" %}"),
            (TemplateRole::Mail, "長".repeat(LONGEST_TEMPLATE).as_str()),
            (TemplateRole::Mail, format!("{{{{ {}a }}}}", "(".repeat(LONGEST_TAG)).as_str()),
            (TemplateRole::Mail, "{% if a %}".repeat(DEEPEST + 1).as_str()),
        ] {
            assert_eq!(find_excess(role, text, &|_| true).len(), 1, "{role:?} {}", &text[..30.min(text.len())]);
        }
    }

    #[test]
    fn what_mails_need_is_there() {
        for text in [
            "{{ a.b }} {{ a.b | default(value=\"様\") }} {{ a | trim }}",
            "{% if a and (b or not (c == \"x\")) %}1{% elif d %}2{% else %}3{% endif %}",
            "{%- include \"part.footer.txt\" -%}{% extends \"layout.html\" %}{% block body %}{% endblock body %}",
            "価格 (税込) | 春 {# 注 #} function() for ever",
        ] {
            assert_eq!(find_excess(TemplateRole::Mail, text, &|_| true), [], "{text}");
        }
    }

    #[test]
    fn what_is_named_must_be_there() {
        let text = "{% include \"part.a.txt\" %}\n{%- include \"part.b.txt\" -%}";
        let found = find_excess(TemplateRole::Mail, text, &|name| name == "part.a.txt");
        assert_eq!(found, [Excess { span: 27..text.len(), kind: ExcessKind::Missing("part.b.txt".to_owned()) }]);
    }
}
