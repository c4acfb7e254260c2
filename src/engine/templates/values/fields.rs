//! The fields of an entry, named once: into a map they go as values, into a fingerprint as bytes, without a value made of any.

use std::{borrow::Cow, sync::Arc};

use tera::{Value, value::Key};

use super::{MapBuilder, data_value, map_value};
use tsubame_model::source::Data;

/// What a field holds.
pub enum Field<'a> {
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
pub trait FieldSink: Sized {
    /// Takes one.
    #[must_use]
    fn field<'a>(self, key: &'static str, field: impl Into<Field<'a>>) -> Self;
}

impl FieldSink for MapBuilder {
    fn field<'a>(self, key: &'static str, field: impl Into<Field<'a>>) -> Self {
        self.set(key, field.into())
    }
}

impl From<Field<'_>> for Value {
    fn from(field: Field<'_>) -> Self {
        match field {
            Field::None => Self::none(),
            Field::Switch(is_on) => Self::from(is_on),
            Field::Number(number) => Self::from(number),
            Field::Count(count) => Self::from(count),
            Field::Text(text) => Self::from(text),
            Field::Texts(texts) => Self::from(texts.iter().map(|text| Self::from(&**text)).collect::<Vec<Self>>()),
            Field::NamedTexts(named) => {
                let entry = |(name, texts): &(String, Vec<String>)| {
                    (Key::String(Arc::from(name.as_str())), Self::from(Field::from(texts.as_slice())))
                };
                map_value(named.iter().map(entry))
            }
            Field::Data(data) => data_value(data),
            Field::Value(value) | Field::Apart(value) => value.clone(),
            Field::Values(values) => Self::from(values),
        }
    }
}

impl<'a> From<&'a [String]> for Field<'a> {
    fn from(texts: &'a [String]) -> Self {
        Self::Texts(texts.iter().map(|text| Cow::Borrowed(text.as_str())).collect())
    }
}

impl<'a> From<&'a str> for Field<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Field<'_> {
    fn from(is_on: bool) -> Self {
        Self::Switch(is_on)
    }
}

impl From<usize> for Field<'_> {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl<'a, T: Into<Field<'a>>> From<Option<T>> for Field<'a> {
    fn from(field: Option<T>) -> Self {
        field.map_or(Self::None, Into::into)
    }
}
