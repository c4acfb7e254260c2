//! Ids of headings that no two headings of a page share. It knows nothing of events or HTML.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, Options, Parser, Tag};

/// The ids a page has given away.
#[derive(Debug, Default)]
pub(super) struct HeadingIds {
    taken: HashSet<String>,
    /// Explicit ids met so far, to notice a second use.
    explicit: HashSet<String>,
    /// The first number worth trying for a base. Ids are never given back, so it only grows; without it, a page of
    /// equal headings would try all numbers again for each of them.
    next_number: HashMap<String, usize>,
}

impl HeadingIds {
    /// Reserves the explicit ids of a text, wherever they stand, so that no generated id takes one of them.
    pub(super) fn reserved_in(text: &str, options: Options) -> Self {
        let mut ids = Self::default();
        if may_hold_explicit_ids(text) {
            let explicit = Parser::new_ext(text, options).filter_map(|event| match event {
                Event::Start(Tag::Heading { id, .. }) => id,
                _ => None,
            });
            ids.taken.extend(explicit.map(String::from));
        }
        ids
    }

    /// Notes the use of an explicit id; `false` when it was used before.
    pub(super) fn use_explicit(&mut self, id: &str) -> bool {
        self.explicit.insert(id.to_owned())
    }

    /// `base` if it is free, else the first free one of `base-1`, `base-2`, …
    pub(super) fn give(&mut self, base: String) -> String {
        if !self.taken.contains(&base) {
            self.taken.insert(base.clone());
            return base;
        }
        let mut number = self.next_number.get(&base).copied().unwrap_or(1);
        let id = loop {
            let id = format!("{base}-{number}");
            number += 1;
            if self.taken.insert(id.clone()) {
                break id;
            }
        };
        self.next_number.insert(base, number);
        id
    }
}

/// Whether some line ends like a heading with attributes, `{#id}` or `{.class #id}`. A quick look that may say yes too
/// often, because the answer costs a second parse; never no where there is such a heading.
fn may_hold_explicit_ids(text: &str) -> bool {
    memchr::memchr_iter(b'}', text.as_bytes()).any(|close| {
        let ends_line = text[close + 1..].trim_start_matches([' ', '\t', '\r']);
        if !ends_line.is_empty() && !ends_line.starts_with('\n') {
            return false;
        }
        let before = text[..close].rfind(['{', '\n']).unwrap_or(0);
        text[before..].starts_with('{') && text[before..close].contains('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_skip_taken_ids() {
        let mut ids = HeadingIds::default();
        ids.taken.insert("a-2".to_owned());
        let given: Vec<_> = ["a", "a", "a", "b", "a-1", "", "", "a"].map(|base| ids.give(base.to_owned())).into();
        assert_eq!(given, ["a", "a-1", "a-3", "b", "a-1-1", "", "-1", "a-4"]);
    }

    #[test]
    fn explicit_ids_are_expected() {
        for (text, expected) in [
            ("# a", false),
            ("# a {#b}", true),
            ("# a { #b }  \r\n\nc", true),
            ("# a {.c #b}\n", true),
            ("# a {.c}", false),
            ("`{#b}` c", false),
            ("a}\n{#b", false),
            ("a\n}", false),
        ] {
            assert_eq!(may_hold_explicit_ids(text), expected, "{text:?}");
        }
    }
}
