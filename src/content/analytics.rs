//! Word counts and reading times, by the language's own measure.

use unicode_segmentation::UnicodeSegmentation;

use crate::config::Lang;

/// Words (letters in Chinese and Japanese) of a Markdown text without its fenced code, and whole minutes to read them.
pub(super) fn count_words(text: &str, lang: &Lang) -> (usize, usize) {
    let prose = text.split("```").step_by(2);
    let words = |text: &str| text.unicode_words().count();
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let (count, per_minute) = match lang.as_str().split('-').next() {
        Some("ja") => (prose.map(letters).sum(), 653),
        Some("zh") => (prose.map(letters).sum(), 439),
        Some("en") => (prose.map(words).sum(), 238),
        Some("ko") => (prose.map(words).sum(), 202),
        _ => (prose.map(words).sum::<usize>(), 200),
    };
    (count, count.div_ceil(per_minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_language() {
        let many = "word ".repeat(239);
        for (text, lang, expected) in [
            ("", "ja", (0, 0)),
            ("仙台、2026年。", "ja", (3, 1)),
            ("one two\n```\nnot counted\n```\nthree", "en", (3, 1)),
            (many.as_str(), "en", (239, 2)),
            (many.as_str(), "fr", (239, 2)),
        ] {
            assert_eq!(count_words(text, &Lang::new(lang)), expected, "{lang}: {text}");
        }
    }
}
