//! How much a form may send: a little above what its fields can hold, so that whoever writes too much gets it back with a
//! message at the field, and whoever sends a flood is refused before it is read.

use tsubame_model::schema::{Form, FormField, InputType};

/// Most bytes of one character: half-width kana with its mark, or kana with a combining one, count as one.
const CHARACTER_BYTES: usize = 6;

/// Twice the longest field, and at least so much, is read of one value: what a page sends along may be an address.
const LEAST_TEXT_BYTES: usize = 16 * 1024;

/// For names, and for what a page sends along.
const BESIDE_FIELDS_BYTES: usize = 32 * 1024;

/// Bytes of a body for a byte of text: `%E5`, and `\u5c71` for three.
const ENCODED_BYTES: usize = 3;

/// For the heads of the parts, and what stands between them.
const PART_HEADS_BYTES: usize = 64 * 1024;

/// Values beside those of the fields: references, what a page sends along, fields of an old page.
const BESIDE_FIELDS: usize = 100;

/// Files of a field that takes several.
const SEVERAL_FILES: usize = 5;

/// Files that an old page may send for a field that the form has no more.
const UNASKED_FILES: usize = 5;

/// How often the longest value and the largest file may be sent, so that it is a field error and no refusal.
const SLACK: usize = 2;

/// How much a form may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Most bytes of a name or a value, decoded.
    pub text_bytes: usize,
    /// Most bytes of all names and values, decoded.
    pub all_text_bytes: usize,
    /// Most values.
    pub texts: usize,
    /// Most files.
    pub files: usize,
    /// Most bytes of a body without files, as it is sent.
    pub body_bytes: u64,
    /// Most bytes of a body with files.
    pub multipart_bytes: u64,
}

impl DecodeLimits {
    /// The limits of a form.
    pub fn of(form: &Form) -> Self {
        let longest = form.fields().filter_map(FormField::most_characters).max().unwrap_or_default();
        let all: usize = form.fields().filter_map(FormField::most_characters).sum();
        let values: usize = form.fields().map(|field| field.choices.len() + 1).sum();
        let files_of = |field: &FormField| if field.multiple { SEVERAL_FILES } else { 1 };
        let takers = || form.fields().filter(|field| field.input == InputType::File);
        let file_bytes = takers().map(|field| field.most_file_bytes().saturating_mul((files_of(field) * SLACK) as u64));
        let all_text_bytes = BESIDE_FIELDS_BYTES + CHARACTER_BYTES * (all + longest);
        let file_bytes = file_bytes.fold(0, u64::saturating_add);
        Self {
            text_bytes: LEAST_TEXT_BYTES.max(SLACK * CHARACTER_BYTES * longest),
            all_text_bytes,
            texts: BESIDE_FIELDS + values,
            files: UNASKED_FILES + takers().map(|field| files_of(field) * SLACK).sum::<usize>(),
            body_bytes: (ENCODED_BYTES * all_text_bytes) as u64,
            multipart_bytes: file_bytes.saturating_add((all_text_bytes + PART_HEADS_BYTES) as u64),
        }
    }
}
