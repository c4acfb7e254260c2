//! The limits that a page may write on a field's control, from the same definition by which the server checks.

use super::{
    super::{FormField, InputType},
    normalise::EMAIL_OCTETS,
};

/// Most characters of a line whose field does not say it.
const LINE: usize = 200;

/// Most characters of an area whose field does not say it.
const AREA: usize = 2000;

/// Most megabytes of a file whose field does not say it.
const MEGABYTES: u64 = 10;

/// Units of a browser's `maxlength` for a character, at most.
const UNITS: usize = 2;

/// What a reading may look like while it is typed; it is stored in katakana at full width.
const KANA: &str = "[ぁ-ゖゝゞァ-ヺー・ヽヾｦ-ﾟ゛゜　 ]+";

/// Attributes of a control in HTML. Each is at most as strict as the server, which normalises before it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldLimits<'a> {
    /// `maxlength`. Browsers count units of UTF-16, of which a character has one or two, as has half-width kana with its
    /// mark, which the server makes one of.
    pub max_length: Option<usize>,
    /// `minlength`, in characters.
    pub min_length: Option<usize>,
    /// `pattern`, for the whole value.
    pub pattern: Option<&'a str>,
    /// `inputmode`
    pub inputmode: Option<&'a str>,
    /// `autocomplete`
    pub autocomplete: Option<&'a str>,
}

impl FormField {
    /// What the page may write on the field's control.
    pub fn limits(&self) -> FieldLimits<'_> {
        let pattern = self.pattern.as_ref().map(|pattern| pattern.text.as_str());
        let inputmode = match self.input {
            InputType::Email => Some("email"),
            InputType::Tel => Some("tel"),
            InputType::Postcode => Some("numeric"),
            _ => None,
        };
        FieldLimits {
            max_length: self.most_characters().map(|most| UNITS * most),
            min_length: self.min_length.filter(|_| self.input.is_typed()),
            pattern: if self.input == InputType::Kana { pattern.or(Some(KANA)) } else { pattern },
            inputmode: self.inputmode.as_deref().or(inputmode),
            autocomplete: self.autocomplete.as_deref(),
        }
    }

    /// Whether a file of this name ends as the field asks.
    pub fn accepts(&self, name: &str) -> bool {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        self.accept.is_empty() || ending.is_some_and(|ending| self.accept.contains(&ending))
    }

    /// Most megabytes of one file, of a million bytes each.
    pub(super) fn most_megabytes(&self) -> u64 {
        self.max_megabytes.unwrap_or(MEGABYTES)
    }

    /// Most bytes of one file.
    pub fn most_file_bytes(&self) -> u64 {
        self.most_megabytes().saturating_mul(1_000_000)
    }

    /// Most characters of what is typed; `None` for what is chosen.
    pub fn most_characters(&self) -> Option<usize> {
        let most = match self.input {
            InputType::Textarea => AREA,
            InputType::Email => EMAIL_OCTETS,
            _ => LINE,
        };
        self.input.is_typed().then(|| self.max_length.unwrap_or(most))
    }
}
