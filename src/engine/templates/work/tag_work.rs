//! What a tag does that takes long or makes something large, from its words alone.

use std::collections::BTreeSet;

use crate::templates::tags::{Tag, TagKind, Word, WordKind};

/// Filters that take no longer than the text or list they are given is short; others count as work in a loop.
const LIGHT_FILTERS: &[&str] =
    &["abs", "date", "default", "first", "float", "get", "int", "last", "length", "nth", "pluralize", "round", "safe"];

/// The name that a tag gives to a list or map that it puts together, or that holds one of those known already.
pub(super) fn composed_name<'a>(text: &'a str, tag: &Tag, known: &BTreeSet<&str>) -> Option<&'a str> {
    let is_set = tag.kind == TagKind::Statement && matches!(tag.word(text, 0), "set" | "set_global");
    let value = tag.words.get(3..).filter(|_| is_set && tag.word(text, 2) == "=")?;
    (count_parts(text, value) > 0 || names_any(text, value, known)).then(|| tag.word(text, 1))
}

/// Whether one of the names is among the words.
pub(super) fn names_any(text: &str, words: &[Word], names: &BTreeSet<&str>) -> bool {
    words.iter().any(|word| word.kind == WordKind::Name && names.contains(&text[word.span.clone()]))
}

/// Whether the words are a name with fields and subscripts.
pub(super) fn is_path(text: &str, words: &[Word]) -> bool {
    let is_part = |word: &Word| match word.kind {
        WordKind::Mark => matches!(&text[word.span.clone()], "." | "?." | "[" | "?[" | "]"),
        WordKind::Name => {
            !matches!(&text[word.span.clone()], "if" | "else" | "in" | "is" | "and" | "or" | "not" | "for")
        }
        WordKind::Text | WordKind::Number => true,
    };
    words.first().is_some_and(|first| first.kind == WordKind::Name) && words.iter().all(is_part)
}

/// How many lists and maps the words put together; brackets behind a value only look into it.
pub(super) fn count_parts(text: &str, words: &[Word]) -> usize {
    let mut before = "";
    let mut parts = 0;
    for word in words {
        let current = &text[word.span.clone()];
        let is_behind_value =
            before.ends_with([')', ']', '}', '"', '\'', '`']) || before.ends_with(char::is_alphanumeric);
        let is_keyword = matches!(before, "if" | "else" | "in" | "and" | "or" | "not");
        match current {
            "{" => parts += 1,
            "[" if !is_behind_value || is_keyword => parts += 1,
            _ => {}
        }
        before = current;
    }
    parts
}

/// How many operations Tera counts in a tag at most.
pub(super) fn count_operations(text: &str, tag: &Tag) -> usize {
    let is_operation = |word: &&Word| match word.kind {
        WordKind::Mark => !matches!(&text[word.span.clone()], "(" | ")" | "]" | "{" | "}" | "," | ":" | "="),
        WordKind::Name => matches!(&text[word.span.clone()], "and" | "or" | "in" | "is"),
        WordKind::Text | WordKind::Number => false,
    };
    tag.words.iter().filter(is_operation).count()
}

/// Whether the words may make a text or list that is longer than those they name.
pub(super) fn puts_together(text: &str, words: &[Word]) -> bool {
    words
        .iter()
        .any(|word| word.kind == WordKind::Mark && matches!(&text[word.span.clone()], "~" | "|" | "(" | "..." | "<"))
}

/// Whether a tag may take long by itself, so that the rounds of a loop around it have to be counted.
pub(super) fn is_heavy(text: &str, tag: &Tag) -> bool {
    let word = |number: usize| tag.word(text, number);
    let is_plain = |number: usize| {
        let kind = tag.words.get(number).map(|word| word.kind);
        matches!(kind, Some(WordKind::Text | WordKind::Number)) || matches!(word(number), "true" | "false" | "none")
    };
    let is_for = tag.kind == TagKind::Statement && word(0) == "for";
    let mut opened = Vec::new();
    tag.words.iter().enumerate().any(|(number, found)| {
        let current = word(number);
        match (found.kind, current) {
            (WordKind::Mark, "[" | "?[" | "{" | "(") => {
                opened.push(current);
                // Calls of functions; arguments of filters and tests belong to these.
                let is_call = current == "(" && number > 0 && tag.words[number - 1].kind == WordKind::Name;
                is_call && !matches!(number.checked_sub(2).map_or("", word), "|" | "is" | "not")
            }
            (WordKind::Mark, "]" | "}" | ")") => {
                opened.pop();
                false
            }
            (WordKind::Mark, ":") => opened.last().is_some_and(|open| *open != "{"),
            (WordKind::Mark, "~" | "...") => true,
            (WordKind::Mark, "==" | "!=" | "<" | ">" | "<=" | ">=") => {
                !is_plain(number + 1) && number.checked_sub(1).is_none_or(|before| !is_plain(before))
            }
            (WordKind::Mark, "|") => !LIGHT_FILTERS.contains(&word(number + 1)),
            (WordKind::Name, "in") => !is_for,
            _ => false,
        }
    })
}

/// Where the list of a comprehension ends, given the words from its first on: before `if` or the closing bracket.
pub(super) fn end_of_list(text: &str, words: &[Word]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut end = words.first()?.span.end;
    let mut is_field = false;
    for word in words {
        let current = &text[word.span.clone()];
        match current {
            "(" | "[" | "{" | "?[" if word.kind == WordKind::Mark => depth += 1,
            "]" | "if" if depth == 0 && !is_field => return Some(end),
            ")" | "]" | "}" if word.kind == WordKind::Mark => depth = depth.checked_sub(1)?,
            _ => {}
        }
        is_field = word.kind == WordKind::Mark && matches!(current, "." | "?.");
        end = word.span.end;
    }
    None
}

/// The parameters of a component as arguments of a call: `a=a,b=b`.
pub(super) fn arguments(text: &str, tag: &Tag) -> String {
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
