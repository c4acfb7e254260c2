//! Forms for visitors: `data/forms/*.yaml`, which the page draws and the server checks by.

use std::collections::BTreeMap;

use super::{Choice, Condition, Retention, field::Pattern, survey::SurveyTerms};
use crate::source::{Data, SourcePath};

/// Names of what every page sends beside the fields of a form.
pub(super) const SENT_ALONG: [&str; 5] = ["form_version", "consent", "consent_version", "request_id", "proof"];

/// Names of what pages with `attribution` send: where the visitor came from.
pub(super) const ATTRIBUTION: [&str; 7] =
    ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "referrer", "landing_page"];

/// Most seats that one registration may ask for.
pub(super) const MOST_SEATS: u32 = 50;

/// The number of seats that a choice of the field behind `seats` stands for; `None` where it stands for none.
pub(super) fn seats_of_choice(value: &str) -> Option<u32> {
    let seats = value.parse().ok().filter(|seats| (1..=MOST_SEATS).contains(seats))?;
    // `+2` and `02` are other values than `2`, and mean the same to nobody else who reads them.
    (seats.to_string() == value).then_some(seats)
}

/// A form, as its file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Its name: the file's, and the end of the address it is sent to.
    pub form: String,
    /// What people call it.
    pub label: String,
    /// Changes whenever a field or a choice changes.
    pub version: String,
    /// One or two sentences above the first field.
    pub intro: String,
    /// Values that the page fills in as hidden fields.
    pub references: Vec<String>,
    /// The values that a reference can have, where fields are shown by it.
    pub reference_values: BTreeMap<String, Vec<Data>>,
    /// Groups of fields, in order.
    pub groups: Vec<FormGroup>,
    /// The box that must be ticked.
    pub consent: Consent,
    /// The name of a field that people never see.
    pub honeypot: Option<String>,
    /// Whether the page sends where the visitor came from.
    pub attribution: bool,
    /// Whether a submission counts only once its sender has followed a link in a mail.
    pub double_opt_in: bool,
    /// The field that says how many seats a registration asks for; without one it asks for one.
    pub seats: Option<String>,
    /// Why it is asked, where a field does not say so itself.
    pub purpose: String,
    /// Within how many hours staff are to answer, if it asks a question of them.
    pub answer_hours: Option<u32>,
    /// How long what was sent is kept; without an end if nothing is said.
    pub retention: Option<Retention>,
    /// The text of the button.
    pub submit: String,
    /// What is shown once the submission is stored.
    pub thanks: String,
    /// What makes it a survey by personal links, if it is one.
    pub survey: Option<SurveyTerms>,
}

/// Fields that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct FormGroup {
    /// Its heading.
    pub legend: String,
    /// A sentence below it.
    pub hint: String,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormField {
    /// The key of the value.
    pub name: String,
    /// How it is asked.
    pub input: InputType,
    /// What visitors read.
    pub label: String,
    /// What to write.
    pub hint: String,
    /// Why it is asked.
    pub reason: String,
    /// Whether it must be answered, while it is shown.
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
    pub prefill: bool,
    /// The answers to choose from.
    pub choices: Vec<Choice>,
    /// When it is shown; without a condition, always.
    pub show_when: Option<Condition>,
    /// Whether its answer is encrypted although it is chosen from a list.
    pub sensitive: bool,
    /// Whether it takes more than one file.
    pub multiple: bool,
    /// How the names of files may end, without the dot; any ending if there is none.
    pub accept: Vec<String>,
    /// Most megabytes of a file, of a million bytes each.
    pub max_megabytes: Option<u64>,
    /// How long its answer is kept, if that is shorter than what was sent with it.
    pub retention: Option<Retention>,
}

impl FormField {
    /// Whether its answer is one of the form's own values that says nothing about a person alone, so that it may be
    /// stored in clear and counted.
    pub fn is_coded(&self) -> bool {
        !self.sensitive && matches!(self.input, InputType::Select | InputType::Radio | InputType::Checkbox)
    }
}

/// How a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputType {
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
    /// A postal code.
    Postcode,
    /// Files.
    File,
    /// A time of the booking that names the form; its list is the server's.
    Slot,
    /// One of the tables of the event, by the key of its company; the event's entry says which there are.
    Table,
}

impl InputType {
    /// Whether visitors write in it what they like, as long as it is not too long.
    pub(super) fn is_typed(self) -> bool {
        matches!(self, Self::Text | Self::Kana | Self::Email | Self::Tel | Self::Textarea | Self::Postcode)
    }
}

/// The box that must be ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
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
