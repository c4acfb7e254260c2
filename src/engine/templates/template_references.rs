//! Where a template's text names another template, or defines a component. Tera knows it too but does not tell.
//!
//! Texts are skimmed, not parsed: names in comments count too, which does no harm.

use tsubame_model::source::Span;

/// The names that a template includes or extends, with their places.
pub(super) fn references(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = ["include", "extends"].into_iter().flat_map(|word| text.match_indices(word));
    words.filter_map(|(at, word)| {
        let rest = text[at + word.len()..].trim_start();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
        let name = rest[1..].split_once(quote)?.0;
        Some((text.len() - rest.len() + 1, name))
    })
}

/// The first place where a template of this name is included or extended.
pub(super) fn find_reference(text: &str, name: &str) -> Option<Span> {
    let (at, _) = references(text).filter(|(_, named)| *named == name).min_by_key(|(at, _)| *at)?;
    Some(at..at + name.len())
}

/// Where a component of this name is defined: the word `component` and the name.
pub(super) fn find_component(text: &str, name: &str) -> Option<Span> {
    let is_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '.');
    let mut definitions = text.match_indices("component").filter_map(|(at, word)| {
        let rest = &text[at + word.len()..];
        let end = at + word.len() + (rest.len() - rest.trim_start().len()) + name.len();
        let is_meant = rest.trim_start().strip_prefix(name).is_some_and(|rest| !rest.starts_with(is_name));
        (is_meant && !text[..at].ends_with("end")).then_some(at..end)
    });
    definitions.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_definitions_are_found_whole() {
        let text = "{% include \"a.html\" %}{% extends 'b/a.html' %}{% component card(x) %}{% endcomponent car %}\
                    {% component  car() %}";
        let found = |span: Option<Span>| span.map(|span| (span.start, &text[span]));
        assert_eq!(found(find_reference(text, "a.html")), Some((12, "a.html")));
        assert_eq!(found(find_reference(text, "b/a.html")).map(|(_, name)| name), Some("b/a.html"));
        assert_eq!(found(find_reference(text, "html")), None);
        assert_eq!(found(find_component(text, "car")).map(|(_, words)| words), Some("component  car"));
        assert_eq!(found(find_component(text, "ca")), None);
    }
}
