//! The name that a mail keeps through all attempts to send it, and by which reports speak of it.

use std::fmt;

/// A Message-ID: `<PART@HOST>` (RFC 5322, 3.6.4). One mail has one, however often it is tried: whoever gets it twice can
/// see that it is the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// The name with this part, which nobody can guess and no other mail has, at this host; `None` where one of them
    /// holds anything but letters, digits, `-`, `_` and single dots of ASCII.
    pub fn new(part: &str, host: &str) -> Option<Self> {
        Self::parse(&format!("{part}@{host}"))
    }

    /// Reads a name, with or without its brackets.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
        let (part, host) = bare.split_once('@')?;
        let is_of_atom = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_sound = |side: &str| side.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_of_atom));
        (bare.len() <= 250 && is_sound(part) && is_sound(host)).then(|| Self(bare.to_owned()))
    }

    /// The name without its brackets, as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_headers_can_hold() {
        let id = MessageId::new("018f.a-b_c", "cross-sendai.example.jp").unwrap();
        assert_eq!(id.to_string(), "<018f.a-b_c@cross-sendai.example.jp>");
        assert_eq!(MessageId::parse(&id.to_string()), Some(id.clone()));
        assert_eq!(MessageId::parse(id.as_str()), Some(id));
        for text in ["", "a", "a@", "@b", "a@b@c", "a..b@c", "a\r\nX: 1@b", "a b@c", "春@b", "<a@b"] {
            assert_eq!(MessageId::parse(text), None, "{text:?}");
        }
    }
}
