//! Characters of Japanese keyboards where a file needs those of ASCII, found in the text at a fault.

use super::super::{Format, Span};

/// Such characters, and what has to stand there. In YAML, those from the fifth on are right in a text without quotes.
const FULL_WIDTH: [(char, char); 10] = [
    ('“', '"'),
    ('”', '"'),
    ('＂', '"'),
    ('\u{3000}', ' '),
    ('＝', '='),
    ('：', ':'),
    ('［', '['),
    ('］', ']'),
    ('，', ','),
    ('＋', '+'),
];

/// How many of these are wrong in YAML too.
const WRONG_IN_YAML: usize = 4;

/// A full-width character that was probably typed by mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullWidthSlip {
    /// Bytes of the character in the text.
    pub span: Span,
    /// What is there.
    pub wrong: char,
    /// What has to be there.
    pub right: char,
}

impl FullWidthSlip {
    /// The first one on the line of `text` where a fault begins, outside of quotes and remarks.
    pub fn at(format: Format, text: &str, fault: &Span) -> Option<Self> {
        let at = text.floor_char_boundary(fault.start);
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next()?;
        let wrong = match format {
            Format::Toml => &FULL_WIDTH[..],
            Format::Yaml => &FULL_WIDTH[..WRONG_IN_YAML],
        };
        let mut quote = None;
        for (offset, letter) in line.char_indices() {
            match (quote, letter) {
                (Some(open), _) if letter == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(letter),
                (None, '#') => return None,
                (None, _) => {
                    if let Some(&(wrong, right)) = wrong.iter().find(|(wrong, _)| *wrong == letter) {
                        let span = start + offset..start + offset + wrong.len_utf8();
                        return Some(Self { span, wrong, right });
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_stand_outside_of_quotes() {
        for (format, line, found) in [
            (Format::Toml, "title = “x”", Some(('“', '"'))),
            (Format::Toml, "title ＝ \"x\"", Some(('＝', '='))),
            (Format::Toml, "title = '東北：仙台' '夏'", None),
            (Format::Toml, "date = 2026-13-02 # 公開日：あとで", None),
            (Format::Yaml, "title: 東北：仙台", None),
            (Format::Yaml, "tags: [\u{3000}a]", Some(('\u{3000}', ' '))),
        ] {
            let text = format!("# 注：\n{line}\n");
            let at = text.len() - 2;
            let slip = FullWidthSlip::at(format, &text, &(at..at + 1));
            assert_eq!(slip.as_ref().map(|slip| (slip.wrong, slip.right)), found, "{line}");
            assert!(slip.is_none_or(|slip| text[slip.span].starts_with(slip.wrong)));
        }
    }
}
