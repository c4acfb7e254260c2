//! Something that is wrong with the words of a message, with its place.

use super::{placeholder::Placeholder, value_place::ValuePlace};

/// Of what words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessagePart {
    /// The subject.
    Subject,
    /// What it says.
    Body,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageTextFault {
    /// With the subject, or the body.
    pub part: MessagePart,
    /// In which line, from 1.
    pub line: usize,
    /// At which character of it, from 1.
    pub column: usize,
    /// What it is.
    pub kind: MessageTextFaultKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageTextFaultKind {
    /// It says nothing.
    Empty,
    /// It is longer than so many characters.
    TooLong(usize),
    /// A subject has more than one line.
    LineBreak,
    /// A value is opened and does not end in its line.
    Unclosed,
    /// A value ends that was not opened.
    Unopened,
    /// A tag of templates, which messages do not have.
    Tag,
    /// There is no value of this name.
    Unknown(String),
    /// A subject does not say this value: it is somebody's own.
    Personal(Placeholder),
    /// Nobody knows this value, since the message is not about an event.
    WithoutEvent(Placeholder),
}

impl MessageTextFault {
    /// A fault at a byte of a text.
    pub(super) fn at(part: MessagePart, text: &str, at: usize, kind: MessageTextFaultKind) -> Self {
        Self::in_place(part, ValuePlace::of(text, at), kind)
    }

    /// A fault at a place that is known.
    pub(super) fn in_place(part: MessagePart, place: ValuePlace, kind: MessageTextFaultKind) -> Self {
        Self { part, line: place.line, column: place.column, kind }
    }
}
