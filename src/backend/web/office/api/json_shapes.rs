//! Shapes that answers of the API are made of. An object has all that its shape names, and nothing else.

use serde_json::{Value, json};

/// A text.
pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

/// An id.
pub(super) fn id() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

/// A moment, in UTC.
pub(super) fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

/// A day in Japan.
pub(super) fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

/// A number of things.
pub(super) fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// Yes or no.
pub(super) fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// One of these names.
pub(super) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "type": "string", "enum": names.into_iter().collect::<Vec<_>>() })
}

/// The same, or nothing.
pub(super) fn or_null(shape: Value) -> Value {
    with(json!({}), "anyOf", Value::Array(vec![shape, json!({ "type": "null" })]))
}

/// Many of it.
pub(super) fn list(shape: Value) -> Value {
    with(json!({ "type": "array" }), "items", shape)
}

/// An object with these properties.
pub(super) fn object(properties: Value) -> Value {
    let names: Vec<&String> = properties.as_object().map(|all| all.keys().collect()).unwrap_or_default();
    let bare = json!({ "type": "object", "required": names, "additionalProperties": false });
    with(bare, "properties", properties)
}

/// What is sent: of these properties, the named ones have to be there.
pub(super) fn sent(properties: Value, required: &[&str]) -> Value {
    let bare = json!({ "type": "object", "required": required, "additionalProperties": false });
    with(bare, "properties", properties)
}

/// Things under names that are not known beforehand.
pub(super) fn by_name(shape: Value) -> Value {
    with(json!({ "type": "object" }), "additionalProperties", shape)
}

fn with(mut shape: Value, name: &str, part: Value) -> Value {
    shape[name] = part;
    shape
}

/// A page of a list. `next` is what `after` says for the next one; nothing on the last.
pub(super) fn page(shape: Value) -> Value {
    object(json!({ "items": list(shape), "next": or_null(text()) }))
}
