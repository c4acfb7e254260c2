//! Forms for visitors: `data/forms/*.yaml`, which the page draws and the server checks by.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Choice, field::Pattern};
use crate::source::{Data, SourcePath};

/// A form, as its file describes it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a form: form, label, version, groups and more")]
pub struct Form {
    /// Its name: the file's, and the end of the address it is sent to.
    pub form: String,
    /// What people call it.
    pub label: String,
    /// Changes whenever a field or a choice changes.
    pub version: String,
    /// One or two sentences above the first field.
    #[serde(default)]
    pub intro: String,
    /// Values that the page fills in as hidden fields.
    #[serde(default)]
    pub references: Vec<String>,
    /// The values that a reference can have, where fields are shown by it.
    #[serde(default)]
    pub reference_values: BTreeMap<String, Vec<Data>>,
    /// Groups of fields, in order.
    pub groups: Vec<FormGroup>,
    /// The box that must be ticked.
    pub consent: Consent,
    /// The name of a field that people never see.
    pub honeypot: Option<String>,
    /// Whether the page sends where the visitor came from.
    #[serde(default)]
    pub attribution: bool,
    /// The text of the button.
    pub submit: String,
    /// What is shown once the submission is stored.
    pub thanks: String,
}

/// Fields that belong together.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a group: legend and fields")]
pub struct FormGroup {
    /// Its heading.
    pub legend: String,
    /// A sentence below it.
    #[serde(default)]
    pub hint: String,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a field of a form: name, type, label and more")]
pub struct FormField {
    /// The key of the value.
    pub name: String,
    /// How it is asked.
    #[serde(rename = "type")]
    pub input: Input,
    /// What visitors read.
    pub label: String,
    /// What to write.
    #[serde(default)]
    pub hint: String,
    /// Whether it must be answered, while it is shown.
    #[serde(default)]
    pub required: bool,
    /// Most characters.
    pub max_length: Option<usize>,
    /// Fewest characters.
    pub min_length: Option<usize>,
    /// What the whole value has to look like.
    pub pattern: Option<Pattern>,
    /// As in HTML.
    pub autocomplete: Option<String>,
    /// As in HTML.
    pub inputmode: Option<String>,
    /// Whether a link to the page may fill it in, by `?NAME=…`.
    #[serde(default)]
    pub prefill: bool,
    /// The answers to choose from.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// When it is shown; without a condition, always.
    pub show_when: Option<Shown>,
}

/// The condition under which a field is shown.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a condition: field and is")]
pub struct Shown {
    /// Another field, or a reference.
    pub field: String,
    /// Its value, or a list of values of which it has one.
    pub is: Data,
}

/// How a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Input {
    /// A line.
    Text,
    /// A line of hiragana or katakana.
    Kana,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A day.
    Date,
    /// One answer of a list that folds up.
    Select,
    /// One answer of a list.
    Radio,
    /// Several answers of a list, or a yes without choices.
    Checkbox,
    /// Several lines.
    Textarea,
}

/// The box that must be ticked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a consent: version, label and link")]
pub struct Consent {
    /// Changes whenever the text behind `link` changes.
    pub version: String,
    /// What visitors read.
    pub label: String,
    /// The page that says what is agreed to.
    pub link: String,
}

impl Form {
    /// Whether a file describes a form.
    pub fn is_form_file(path: &SourcePath) -> bool {
        path.parent() == "data/forms" && matches!(path.extension(), Some("yaml" | "yml"))
    }

    /// All fields of all groups.
    pub fn fields(&self) -> impl Iterator<Item = &FormField> {
        self.groups.iter().flat_map(|group| &group.fields)
    }
}
