//! The names and values of a body while it is read, held to the limits.

use tsubame_model::schema::has_forbidden_character;

use super::{DecodeError, DecodeLimits};

/// Names and values in the order in which they come.
pub(super) struct TextCollector {
    limits: DecodeLimits,
    texts: Vec<(String, String)>,
    bytes: usize,
}

impl TextCollector {
    /// Nothing yet.
    pub(super) fn new(limits: DecodeLimits) -> Self {
        Self { limits, texts: Vec::new(), bytes: 0 }
    }

    /// Adds a name and a value, or says why there must not be one more.
    pub(super) fn push(&mut self, name: String, value: String) -> Result<(), DecodeError> {
        if self.texts.len() >= self.limits.texts {
            return Err(DecodeError::TooMany);
        }
        self.bytes += name.len() + value.len();
        if name.len().max(value.len()) > self.limits.text_bytes || self.bytes > self.limits.all_text_bytes {
            return Err(DecodeError::TooLong);
        }
        if has_forbidden_character(&name) || has_forbidden_character(&value) {
            return Err(DecodeError::Unreadable);
        }
        self.texts.push((name, value));
        Ok(())
    }

    /// What came.
    pub(super) fn into_texts(self) -> Vec<(String, String)> {
        self.texts
    }
}
