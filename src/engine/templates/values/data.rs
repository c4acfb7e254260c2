//! Plain data and tables of contents as values.

use std::sync::Arc;

use tera::{Value, value::Key};

use super::map_builder::{MapBuilder, map_value};
use crate::markdown::Heading;
use tsubame_model::source::Data;

/// Data of any shape, with the order of its keys.
pub fn data_value(data: &Data) -> Value {
    match data {
        Data::Null => Value::none(),
        Data::Bool(value) => Value::from(*value),
        Data::Integer(value) => Value::from(*value),
        Data::Large(value) => Value::from(*value),
        Data::Float(value) => Value::from(*value),
        Data::Text(value) => Value::from(value.as_str()),
        Data::List(values) => Value::from(values.iter().map(data_value).collect::<Vec<Value>>()),
        Data::Map(entries) => {
            let entry = |(key, value): &(String, Data)| (Key::String(Arc::from(key.as_str())), data_value(value));
            map_value(entries.iter().map(entry))
        }
    }
}

/// A table of contents.
pub fn toc_value(headings: &[Heading]) -> Value {
    let value = |heading: &Heading| {
        MapBuilder::with_capacity(5)
            .set("level", heading.level)
            .set("id", heading.id.as_str())
            .set("permalink", heading.permalink.as_str())
            .set("title", heading.title.as_str())
            .set("children", toc_value(&heading.children))
            .finish()
    };
    Value::from(headings.iter().map(value).collect::<Vec<Value>>())
}

/// A list of texts.
pub fn texts(texts: &[String]) -> Value {
    Value::from(texts.iter().map(|text| Value::from(text.as_str())).collect::<Vec<Value>>())
}
