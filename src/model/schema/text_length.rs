//! How long a text of Markdown is for those who read it.

use std::sync::LazyLock;

use regex::Regex;

use crate::source::pattern;

/// What nobody reads: pictures, comments, tags, calls of templates, where links lead, rules and what begins a line.
static UNREAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?ms)!\[[^\]]*\]\([^)]*\)|<!--.*?-->|</?[a-zA-Z][^>]*>|\{\{.*?\}\}|\{%.*?%\}|\]\([^)]*\)",
        r"|^[ \t]*(?:#{1,6}|[-*+]|\d+\.|>)[ \t]|^[-:| \t]+$",
    ))
});

/// The characters of a text without white space and marks of Markdown.
pub(super) fn count_read(markdown: &str) -> usize {
    let is_read = |letter: &char| !letter.is_whitespace() && !matches!(letter, '*' | '_' | '`' | '|' | '[' | ']' | '~');
    UNREAD.replace_all(markdown, "").chars().filter(is_read).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_not_counted() {
        for (markdown, count) in [
            ("", 0),
            ("仙台 の\n\n朝", 4),
            ("## 朝の市\n\n- 魚\n- 野菜\n1. 花\n> 声", 8),
            ("**朝**の[市](@/a.md)、`魚`", 5),
            ("![市場の写真](a.webp)朝<!-- more -->の<b>市</b>", 3),
            ("| 朝 | 市 |\n|---|:--|\n| 魚 | 花 |", 4),
            ("{{ photo(path=\"a.webp\") }}\n朝{% note() %}の市{% end %}", 3),
            ("-5度の朝", 5),
        ] {
            assert_eq!(count_read(markdown), count, "{markdown}");
        }
    }
}
