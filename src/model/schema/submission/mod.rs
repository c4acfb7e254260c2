//! What a visitor sends through a form, held against the form's definition: a [`Submission`], or what is wrong by field.
//!
//! | file | holds |
//! |---|---|
//! | `check` | a form against what was sent through it |
//! | `normalise` | texts as people type them → the one form that is stored |
//! | `seats_asked` | how many seats somebody asks for |
//! | `field_error`, `slot_fault` | what is wrong with a value; why a chosen time cannot be booked |
//! | `limits` | what a page may write on the control of a field |
//!
//! [`Form::check`] is the one place that knows kana, lengths, patterns, conditions, choices, repeated names, references,
//! consent, the honeypot and attribution. It reads no disk and no clock and knows nothing of seats, people or storage;
//! what it says to visitors is made last, by [`FieldError::in_language`].

mod check;
mod field_error;
mod limits;
mod normalise;
mod seats_asked;
mod slot_fault;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Zoned, civil};

pub use field_error::{FieldError, FieldErrorKind};
pub use limits::FieldLimits;
pub use normalise::{email as normalise_email, has_forbidden_character};
pub use slot_fault::SlotFault;

#[cfg(doc)]
use super::Form;

/// What arrived, in the order in which it was sent. A name may be there more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormValues {
    /// Names and values, decoded.
    pub texts: Vec<(String, String)>,
    /// Names and files.
    pub files: Vec<(String, SentFile)>,
}

/// A file as it was announced, and what whoever had its bytes found in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFile {
    /// Its name on the visitor's machine.
    pub name: String,
    /// How long it is.
    pub size_bytes: u64,
    /// What the browser takes it for: `application/pdf`.
    pub content_type: String,
    /// What is wrong with its bytes.
    pub fault: Option<FileFault>,
}

/// What is wrong with the bytes of a file, whatever its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// They are not what the name says, or cannot be read.
    OtherContent,
    /// A document that brings a program along.
    Macros,
}

/// What a check has to know beside the form and the values.
#[derive(Clone, Copy, Debug)]
pub struct SubmissionContext<'a> {
    /// What the form's references may name.
    pub references: &'a KnownReferences,
    /// The time by which dates in conditions are past.
    pub now: &'a Zoned,
}

/// What references may name, and what follows from it. The mode of an event comes from its content, never from the
/// request: so a reference that follows from another one is not believed when it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownReferences {
    by_name: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>,
    implied: BTreeSet<String>,
}

impl KnownReferences {
    /// What the reference `name` can be.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.by_name.get(name).into_iter().flat_map(|values| values.keys().map(String::as_str))
    }

    /// Makes it known that the reference `name` can be `value`, with the references that follow from that.
    pub fn insert(&mut self, name: &str, value: &str, implies: impl IntoIterator<Item = (String, String)>) {
        let implies: BTreeMap<String, String> = implies.into_iter().collect();
        self.implied.extend(implies.keys().cloned());
        self.by_name.entry(name.to_owned()).or_default().insert(value.to_owned(), implies);
    }

    /// What the reference `name` can be, sorted; `None` where nothing is known of it.
    pub fn values_of(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        self.by_name.get(name).map(|values| values.keys().map(String::as_str))
    }

    /// Whether the reference follows from another one, so that nobody need send it.
    pub fn is_implied(&self, name: &str) -> bool {
        self.implied.contains(name)
    }
}

/// Values that a form lets through.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// The form's name.
    pub form: String,
    /// The version of the form that the visitor saw, as the page sent it. A page may be old.
    pub form_version: Option<String>,
    /// The answers by the names of their fields; what was not asked or not answered is not there.
    pub answers: BTreeMap<String, FormAnswer>,
    /// What the form was sent for: the event, the company, and what follows from them.
    pub references: BTreeMap<String, String>,
    /// What was agreed to.
    pub consent: GivenConsent,
    /// Where the visitor came from, as far as the page knew.
    pub attribution: BTreeMap<String, String>,
    /// The name that the page gave to this attempt.
    pub request_id: Option<String>,
    /// Whether the honeypot was filled in. Such a submission is held for somebody to look at, never dropped: browsers
    /// fill hidden fields, too.
    pub is_suspicious: bool,
    /// How many names were sent that the form does not know. They are not kept: an old page may have a field that the
    /// form has no more, which is no reason to refuse somebody.
    pub unknown_names: usize,
}

impl Submission {
    /// The first e-mail address among the answers, by which a repeat without a key is recognised.
    pub fn email(&self) -> Option<&str> {
        self.answers.values().find_map(|answer| match answer {
            FormAnswer::Email(address) => Some(address.as_str()),
            _ => None,
        })
    }
}

/// One answer, normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormAnswer {
    /// A text: a line without space around it, or lines parted by LF alone.
    Text(String),
    /// A reading in katakana, words parted by one space.
    Kana(String),
    /// An e-mail address as typed, in ASCII.
    Email(String),
    /// Digits with the leading zero, or `+` and the digits of another country.
    Tel(String),
    /// Seven digits.
    Postcode(String),
    /// A day.
    Day(civil::Date),
    /// The value of one choice.
    Choice(String),
    /// The values of several choices, in the order of the form, each once.
    Choices(Vec<String>),
    /// A box without choices that is ticked.
    Ticked,
    /// Files.
    Files(Vec<SentFile>),
}

/// What was agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenConsent {
    /// The version of the text that the page showed.
    pub version: String,
    /// Whether that is the one of today.
    pub is_current: bool,
}
