//! The table of contents: headings nested by their levels. It knows nothing of Markdown or HTML.

use serde::Serialize;

/// One heading of a text and those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u32,
    /// The id of the element, not escaped.
    pub id: String,
    /// The address of the page with the id.
    pub permalink: String,
    /// The text of the heading without markup.
    pub title: String,
    /// The headings of deeper levels that follow, up to the next one of this level or above.
    pub children: Vec<Heading>,
}

/// Adds a heading under the deepest of the last headings that is of a higher rank (a smaller level).
///
/// Levels grow strictly on the way down, so the way is at most six steps long.
pub(super) fn push_heading(toc: &mut Vec<Heading>, heading: Heading) {
    let mut siblings = toc;
    while siblings.last().is_some_and(|last| last.level < heading.level) {
        let last = siblings.len() - 1;
        siblings = &mut siblings[last].children;
    }
    siblings.push(heading);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `2(34)1` stands for a heading of level 2 with two below it, then one of level 1.
    fn shape(headings: &[Heading]) -> String {
        let one = |heading: &Heading| match shape(&heading.children) {
            below if below.is_empty() => heading.level.to_string(),
            below => format!("{}({below})", heading.level),
        };
        headings.iter().map(one).collect()
    }

    #[test]
    fn nesting_is_by_relative_level() {
        for (levels, expected) in [
            ("", ""),
            ("111", "111"),
            ("122321233", "1(22(3)2)1(2(33))"),
            ("123454", "1(2(3(4(5)4)))"),
            ("2345421234", "2(3(4(5)4))21(2(3(4)))"),
            ("3223214", "322(3)21(4)"),
            ("1424", "1(42(4))"),
        ] {
            let mut toc = Vec::new();
            for level in levels.chars().filter_map(|digit| digit.to_digit(10)) {
                push_heading(&mut toc, Heading { level, ..Heading::default() });
            }
            assert_eq!(shape(&toc), expected, "{levels}");
        }
    }
}
