//! The fields of an entry, named once: into a map they go as values, into a fingerprint as bytes, without a value made of any.

use std::{borrow::Cow, sync::Arc};

use tera::{Value, value::Key};

use super::{MapBuilder, data_value, map_value};
use tsubame_model::source::Data;

/// What a field holds.
pub enum EntryField<'a> {
    /// Nothing.
    None,
    /// A switch.
    Switch(bool),
    /// A number.
    Number(i64),
    /// How many there are of something.
    Count(usize),
    /// A text.
    Text(&'a str),
    /// Some texts.
    Texts(Vec<Cow<'a, str>>),
    /// Some texts under each of some names.
    NamedTexts(&'a [(String, Vec<String>)]),
    /// What front matter says, of any shape.
    Data(&'a Data),
    /// What is a value already.
    Value(&'a Value),
    /// Some values.
    Values(Vec<Value>),
    /// A value with a fingerprint of its own, which is to stand beside that of the fields.
    Apart(&'a Value),
}

/// Takes the fields of an entry, in their order.
pub trait EntryFieldSink: Sized {
    /// Takes one.
    #[must_use]
    fn field<'a>(self, key: &'static str, field: impl Into<EntryField<'a>>) -> Self;
}

impl EntryFieldSink for MapBuilder {
    fn field<'a>(self, key: &'static str, field: impl Into<EntryField<'a>>) -> Self {
        self.set(key, field.into())
    }
}

impl From<EntryField<'_>> for Value {
    fn from(field: EntryField<'_>) -> Self {
        match field {
            EntryField::None => Self::none(),
            EntryField::Switch(is_on) => Self::from(is_on),
            EntryField::Number(number) => Self::from(number),
            EntryField::Count(count) => Self::from(count),
            EntryField::Text(text) => Self::from(text),
            EntryField::Texts(texts) => Self::from(texts.iter().map(|text| Self::from(&**text)).collect::<Vec<Self>>()),
            EntryField::NamedTexts(named) => {
                let entry = |(name, texts): &(String, Vec<String>)| {
                    (Key::String(Arc::from(name.as_str())), Self::from(EntryField::from(texts.as_slice())))
                };
                map_value(named.iter().map(entry))
            }
            EntryField::Data(data) => data_value(data),
            EntryField::Value(value) | EntryField::Apart(value) => value.clone(),
            EntryField::Values(values) => Self::from(values),
        }
    }
}

impl<'a> From<&'a [String]> for EntryField<'a> {
    fn from(texts: &'a [String]) -> Self {
        Self::Texts(texts.iter().map(|text| Cow::Borrowed(text.as_str())).collect())
    }
}

impl<'a> From<&'a str> for EntryField<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for EntryField<'_> {
    fn from(is_on: bool) -> Self {
        Self::Switch(is_on)
    }
}

impl From<usize> for EntryField<'_> {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl<'a, T: Into<EntryField<'a>>> From<Option<T>> for EntryField<'a> {
    fn from(field: Option<T>) -> Self {
        field.map_or(Self::None, Into::into)
    }
}
