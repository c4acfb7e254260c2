//! What somebody calls a passkey of theirs, so that they know which device it is of.

/// How many passkeys somebody has at most.
pub const MOST_PASSKEYS: usize = 10;

/// The longest name, in letters.
const LONGEST: usize = 40;

/// The name of a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyName(String);

impl PasskeyName {
    /// Reads a name as it was typed; `None` if there is none, or one that does not fit a line.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_name = (1..=LONGEST).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        is_name.then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        for (text, name) in [
            (" 事務局のiPhone ", Some("事務局のiPhone")),
            ("", None),
            ("  ", None),
            ("二\n行", None),
            (&"字".repeat(40), Some("字".repeat(40).as_str())),
            (&"字".repeat(41), None),
        ] {
            assert_eq!(PasskeyName::parse(text).as_ref().map(PasskeyName::as_str), name, "{text}");
        }
    }
}
