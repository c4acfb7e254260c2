//! Word counts and reading times, by the language's own measure.

use memchr::memmem;
use unicode_segmentation::UnicodeSegmentation;

use crate::config::Lang;

/// Words (letters in Chinese and Japanese) of a Markdown text without its fenced code, and whole minutes to read them.
pub(super) fn count_words(text: &str, lang: &Lang) -> (usize, usize) {
    let prose = parts_between(text, "```").into_iter().step_by(2);
    let words = |text: &str| text.unicode_words().count();
    let (count, per_minute) = match lang.as_str().split('-').next() {
        Some("ja") => (prose.map(count_letters).sum(), 653),
        Some("zh") => (prose.map(count_letters).sum(), 439),
        Some("en") => (prose.map(words).sum(), 238),
        Some("ko") => (prose.map(words).sum(), 202),
        _ => (prose.map(words).sum::<usize>(), 200),
    };
    (count, count.div_ceil(per_minute))
}

/// `str::split`, with the search that uses the processor's vector units: this looks at every byte of a site.
fn parts_between<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let ends = memmem::find_iter(text.as_bytes(), separator);
    let (mut parts, mut start) = (Vec::new(), 0);
    for end in ends {
        parts.push(&text[start..end]);
        start = end + separator.len();
    }
    parts.push(&text[start..]);
    parts
}

/// The characters that `char::is_alphabetic` knows, with a short way for the scripts that Japanese and Chinese texts are
/// made of: decoding each character and searching the standard library's table took a tenth of a whole build.
fn count_letters(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut at) = (0, 0);
    while let Some(&lead) = bytes.get(at) {
        match lead {
            0x00..=0x7F => {
                count += usize::from(lead.is_ascii_alphabetic());
                at += 1;
            }
            // U+5000 to U+9FFF: nothing but ideographs.
            0xE5..=0xE9 => {
                count += 1;
                at += 3;
            }
            _ => {
                let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
                count += usize::from(is_letter(c));
                at += c.len_utf8();
            }
        }
    }
    count
}

fn is_letter(c: char) -> bool {
    is_common_letter(c) || (!is_common_mark(c) && c.is_alphabetic())
}

fn is_common_letter(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー')
}

/// Punctuation and full-width digits.
fn is_common_mark(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '・' | '\u{FF01}'..='\u{FF20}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_agrees_with_the_long_one() {
        assert!(('\0'..=char::MAX).filter(|c| is_common_letter(*c)).all(char::is_alphabetic));
        assert!(('\0'..=char::MAX).filter(|c| is_common_mark(*c)).all(|c| !c.is_alphabetic()));
        let long = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let all: String = ('\0'..=char::MAX).collect();
        for text in ["、。ー・ヽ々〇０ａé한", "仙台、2026年。A z!", all.as_str()] {
            assert_eq!(count_letters(text), long(text));
        }
    }

    #[test]
    fn counts_by_language() {
        let many = "word ".repeat(239);
        for (text, lang, expected) in [
            ("", "ja", (0, 0)),
            ("仙台、2026年。", "ja", (3, 1)),
            ("``````one two```", "en", (2, 1)),
            ("one two\n```\nnot counted\n```\nthree", "en", (3, 1)),
            (many.as_str(), "en", (239, 2)),
            (many.as_str(), "fr", (239, 2)),
        ] {
            assert_eq!(count_words(text, &Lang::new(lang)), expected, "{lang}: {text}");
        }
    }
}
