//! The tags of a template and the words in them, read exactly as Tera's lexer reads them. Tera has this too but does not
//! tell; a text that it refuses is read as far as it goes.

use std::ops::Range;

/// A `{{ … }}` or `{% … %}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub kind: TagKind,
    /// From the first brace to the last.
    pub span: Range<usize>,
    /// Whether it takes away the white space before it.
    pub trims_before: bool,
    /// Whether it takes away the white space behind it.
    pub trims_after: bool,
    /// What stands in it.
    pub words: Vec<Word>,
}

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    /// `{{ … }}`
    Output,
    /// `{% … %}`
    Statement,
}

/// A word of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub kind: WordKind,
    pub span: Range<usize>,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    /// A name, a keyword among them.
    Name,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// An operator, a bracket, a comma.
    Mark,
}

impl Tag {
    /// Where what closes the tag begins: `-}}` or `%}`.
    pub fn end_of_words(&self) -> usize {
        self.span.end - 2 - usize::from(self.trims_after)
    }

    /// The text of a word by its number; empty behind the last.
    pub fn word<'a>(&self, text: &'a str, number: usize) -> &'a str {
        self.words.get(number).map_or("", |word| &text[word.span.clone()])
    }
}

/// All tags of a template but for those in comments and `raw` blocks.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = find_start(text, at) {
        let start = found + 2;
        let trims_before = text.as_bytes().get(start) == Some(&b'-');
        let inside = start + usize::from(trims_before);
        let next = match &text[found..start] {
            "{#" => text[inside..].find("#}").map(|end| inside + end + 2),
            "{%" => match skip_raw(text, inside) {
                Raw::No => read_tag(text, found, inside, TagKind::Statement, &mut tags),
                Raw::Until(end) => Some(end),
                Raw::Endless => None,
            },
            _ => read_tag(text, found, inside, TagKind::Output, &mut tags),
        };
        let Some(next) = next else { break };
        at = next;
    }
    tags
}

fn find_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(from..)?;
    let mut braces = memchr::memchr_iter(b'{', bytes);
    let is_start = |at: &usize| matches!(bytes.get(at + 1), Some(b'{' | b'%' | b'#'));
    braces.find(is_start).map(|at| from + at)
}

/// What `{%` begins with.
enum Raw {
    /// A tag.
    No,
    /// A block that nothing is read in, up to here.
    Until(usize),
    /// Such a block without an end, which Tera refuses.
    Endless,
}

fn skip_raw(text: &str, inside: usize) -> Raw {
    let Some(body) = skip_word(text, inside, "raw") else { return Raw::No };
    let mut at = body;
    while let Some(found) = text[at..].find("{%") {
        at += found + 2;
        if let Some(end) = skip_word(text, at, "endraw") {
            return Raw::Until(end);
        }
    }
    Raw::Endless
}

/// The end of a tag that holds this one word, from behind its `{%`.
fn skip_word(text: &str, from: usize, name: &str) -> Option<usize> {
    let is_space = |letter: char| letter.is_ascii_whitespace();
    let rest = &text[from..];
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches(is_space);
    let rest = rest.strip_prefix(name)?.trim_start_matches(is_space);
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix("%}")?;
    Some(text.len() - rest.len())
}

/// Reads a tag and gives the place behind it; `None` where Tera's lexer would refuse the text.
fn read_tag(text: &str, start: usize, inside: usize, kind: TagKind, tags: &mut Vec<Tag>) -> Option<usize> {
    let closer = match kind {
        TagKind::Output => "}}",
        TagKind::Statement => "%}",
    };
    let mut words = Vec::new();
    let mut at = inside;
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace());
        at += rest.len() - trimmed.len();
        let trims_after = trimmed.starts_with('-') && trimmed[1..].starts_with(closer);
        if trims_after || trimmed.starts_with(closer) {
            let end = at + 2 + usize::from(trims_after);
            let trims_before = inside > start + 2;
            tags.push(Tag { kind, span: start..end, trims_before, trims_after, words });
            return Some(end);
        }
        let (kind, length) = read_word(trimmed)?;
        words.push(Word { kind, span: at..at + length });
        at += length;
    }
}

/// The first word of a text and its length in bytes.
fn read_word(rest: &str) -> Option<(WordKind, usize)> {
    let bytes = rest.as_bytes();
    if rest.starts_with("...") {
        return Some((WordKind::Mark, 3));
    }
    if ["//", "**", "==", "!=", ">=", "<=", "</", "?.", "?["].iter().any(|mark| rest.starts_with(mark)) {
        return Some((WordKind::Mark, 2));
    }
    match bytes.first()? {
        b'+' | b'-' | b'*' | b'/' | b'%' | b'!' | b'.' | b',' | b':' | b'~' | b'|' | b'=' | b'>' | b'<' | b'('
        | b')' | b'[' | b']' | b'{' | b'}' | b'@' => Some((WordKind::Mark, 1)),
        quote @ (b'\'' | b'"' | b'`') => text_length(bytes, *quote).map(|length| (WordKind::Text, length)),
        b'0'..=b'9' => Some((WordKind::Number, number_length(bytes))),
        first if first.is_ascii_alphabetic() || *first == b'_' => {
            let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
            Some((WordKind::Name, bytes.iter().take_while(is_name).count()))
        }
        _ => None,
    }
}

/// The length of a text with its quotes.
fn text_length(bytes: &[u8], quote: u8) -> Option<usize> {
    let mut is_escaped = false;
    let end = bytes.iter().skip(1).position(|byte| {
        if is_escaped {
            is_escaped = false;
            return false;
        }
        is_escaped = *byte == b'\\';
        *byte == quote
    });
    end.map(|end| end + 2)
}

/// Digits, with one dot among or behind them.
fn number_length(bytes: &[u8]) -> usize {
    let mut has_dot = false;
    let is_number = |byte: &&u8| {
        let is_dot = !has_dot && **byte == b'.';
        has_dot |= is_dot;
        is_dot || byte.is_ascii_digit()
    };
    bytes.iter().take_while(is_number).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each tag as its words with bars between them.
    fn shown(text: &str) -> Vec<String> {
        let show = |tag: Tag| {
            let words: Vec<&str> = (0..tag.words.len()).map(|number| tag.word(text, number)).collect();
            assert!(text[tag.end_of_words()..tag.span.end].ends_with(['}']), "{text}");
            words.join("|")
        };
        tags(text).into_iter().map(show).collect()
    }

    #[test]
    fn tags_are_read_as_tera_reads_them() {
        for (text, expected) in [
            ("plain { text } { { %}", &[][..]),
            ("{{ a.b[0]?.c }} x {%- if not a -%}", &["a|.|b|[|0|]|?.|c", "if|not|a"]),
            ("{# {{ a }} #}{{b}}", &["b"]),
            ("{#- a -#}{{ b }}", &["b"]),
            ("{% raw %}{{ a }}{% for %}{% endraw %}{{ b }}", &["b"]),
            ("{%- raw -%}{{ a }}{%- endraw -%}{{ b }}", &["b"]),
            ("{% rawx %}{{ b }}", &["rawx", "b"]),
            ("{{ 'a}}' ~ \"\\\"}}\" ~ `%}` }}", &["'a}}'|~|\"\\\"}}\"|~|`%}`"]),
            ("{{ {\"a\": 1} }}", &["{|\"a\"|:|1|}"]),
            ("{{ [...a, 1.5, 2 ** 3] }}", &["[|...|a|,|1.5|,|2|**|3|]"]),
            ("{% <card a={b} c=\"d\"> %}x{% </card> %}", &["<|card|a|=|{|b|}|c|=|\"d\"|>", "</|card|>"]),
            ("{{ a -}} {{- b }}", &["a", "b"]),
            ("{{ a - }}", &["a|-"]),
            ("{{ é }} {{ b }}", &[]),
            ("{{ 'a }}", &[]),
            ("{% raw %} {{ a }}", &[]),
            ("{# {{ a }}", &[]),
            ("{{", &[]),
            ("仙台{{ a }}朝", &["a"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
