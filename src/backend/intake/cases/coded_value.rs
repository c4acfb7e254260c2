//! Values that say nothing about a person alone and are counted: they lie in clear.

/// One of the names that the site or the office gives to answers: small letters, digits, `-` and `_`, forty at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodedValue(String);

/// A word that staff put on people to find them again together: never what only one of them is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonTag(String);

/// How many characters a tag has at most.
const MOST_TAG_CHARACTERS: usize = 40;

impl CodedValue {
    /// Reads one; `None` for what is none.
    pub fn parse(text: &str) -> Option<Self> {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        ((1..=40).contains(&text.len()) && text.bytes().all(is_letter)).then(|| Self(text.to_owned()))
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PersonTag {
    /// Reads one as somebody typed it; `None` for nothing, for more than forty characters, and for more than one line.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_short = (1..=MOST_TAG_CHARACTERS).contains(&text.chars().count());
        (is_short && !text.contains(char::is_control)).then(|| Self(text.to_owned()))
    }

    /// As it is kept and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_in_clear_is_short_and_on_one_line() {
        for (text, is_one) in
            [("at-once", true), ("a_1", true), ("", false), ("直ぐ", false), ("A", false), ("a b", false)]
        {
            assert_eq!(CodedValue::parse(text).is_some(), is_one, "{text}");
        }
        assert_eq!(CodedValue::parse(&"a".repeat(41)), None);
        for (text, tag) in [(" IT職 ", Some("IT職")), ("", None), (" ", None), ("a\nb", None)] {
            assert_eq!(PersonTag::parse(text).as_ref().map(PersonTag::as_str), tag, "{text:?}");
        }
        assert_eq!(PersonTag::parse(&"札".repeat(41)), None);
    }
}
