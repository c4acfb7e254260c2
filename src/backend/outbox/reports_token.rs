//! What a mail server proves itself by that passes on delivery reports.

use std::fmt;

/// Characters of a token, at least.
const SHORTEST: usize = 32;

/// A token. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportsToken(String);

impl ReportsToken {
    /// A token of this text; `None` for one so short that it could be guessed.
    pub fn new(text: &str) -> Option<Self> {
        (text.len() >= SHORTEST).then(|| Self(text.to_owned()))
    }

    /// What it is compared by.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for ReportsToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ReportsToken")
    }
}
