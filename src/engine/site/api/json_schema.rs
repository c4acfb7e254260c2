//! A content type as JSON Schema (2020-12): what an entry of the API looks like.

use super::{
    context::{name_of, shown_fields},
    json::{object, reference, text, texts},
};
use tsubame_model::{
    schema::{Choice, ContentType, Field, FieldKind, State},
    source::Data,
};

/// The schema of a type's entries, with its own address.
pub(super) fn schema_of(kind: &ContentType, address: &str) -> Data {
    let Data::Map(shape) = shape_of(kind, "#/$defs/relation") else { return Data::Null };
    let mut entries = vec![
        ("$schema".to_owned(), text("https://json-schema.org/draft/2020-12/schema")),
        ("$id".to_owned(), text(address)),
    ];
    entries.extend(shape);
    entries.push(("$defs".to_owned(), object([("relation", relation())])));
    Data::Map(entries)
}

/// The shape of a type's entries, with relations at the given place.
pub(super) fn shape_of(kind: &ContentType, relation: &str) -> Data {
    let body = object([
        ("type", text("object")),
        ("properties", object([("html", typed("string")), ("text", typed("string"))])),
        ("required", texts(["html", "text"])),
    ]);
    let head = [
        ("id", typed("string")),
        ("type", object([("const", text(&kind.id))])),
        ("url", iri()),
        ("api", iri()),
        ("language", typed("string")),
    ];
    let states = kind.states.iter().map(|state| (state.key.as_str(), state_of(state)));
    let rest = [("fields", fields_of(&kind.fields, relation, true)), ("body", body)];
    let properties = head.into_iter().chain(states).chain(rest);
    let properties = Data::Map(properties.map(|(name, shape)| (name.to_owned(), shape)).collect());
    let always = ["id", "type", "url", "api", "language", "fields"];
    let required = always.into_iter().chain(kind.states.iter().map(|state| state.key.as_str()));
    object([
        ("title", text(&kind.label)),
        ("description", text(&kind.about)),
        ("type", text("object")),
        ("properties", properties),
        ("required", texts(required)),
    ])
}

/// A state with the times that it depends on.
fn state_of(state: &State) -> Data {
    let times = state.times.0.iter().map(|(name, _)| (name.clone(), formatted("date-time")));
    let properties = [("state".to_owned(), choices(&state.choices)), ("label".to_owned(), typed("string"))];
    let mut entries = vec![("title".to_owned(), text(&state.label))];
    if !state.hint.is_empty() {
        entries.push(("description".to_owned(), text(&state.hint)));
    }
    entries.push(("type".to_owned(), text("object")));
    entries.push(("properties".to_owned(), Data::Map(properties.into_iter().chain(times).collect())));
    entries.push(("required".to_owned(), texts(["state", "label"])));
    Data::Map(entries)
}

/// A link to another entry.
pub(super) fn relation() -> Data {
    let properties = object([
        ("id", typed("string")),
        ("type", typed("string")),
        ("title", object([("type", texts(["string", "null"]))])),
        ("url", iri()),
        ("api", iri()),
    ]);
    object([("type", text("object")), ("properties", properties), ("required", texts(["id", "type", "url", "api"]))])
}

/// Tables are left out of what a collection shows, so that at the top they are never required.
fn fields_of(fields: &[Field], relation: &str, is_top: bool) -> Data {
    let properties = shown_fields(fields).map(|field| (name_of(field).to_owned(), property(field, relation)));
    let is_needed = |field: &&Field| {
        let is_table = matches!(field.kind, FieldKind::Table | FieldKind::Tables);
        field.required && field.show_when.is_empty() && !(is_top && is_table)
    };
    let required = shown_fields(fields).filter(is_needed).map(name_of);
    object([
        ("type", text("object")),
        ("properties", Data::Map(properties.collect())),
        ("required", texts(required)),
        ("additionalProperties", Data::Bool(false)),
    ])
}

fn property(field: &Field, relation: &str) -> Data {
    let mut entries = match field.kind {
        FieldKind::Text | FieldKind::Markdown => with_limits(field, typed("string")),
        FieldKind::Date => formatted("date"),
        FieldKind::Datetime => formatted("date-time"),
        FieldKind::Integer => with_range(field, typed("integer")),
        FieldKind::Number => with_range(field, typed("number")),
        FieldKind::Boolean => typed("boolean"),
        FieldKind::Choice => choices(&field.choices),
        FieldKind::List => {
            let item = match &field.to {
                Some(_) => or_nothing(relation),
                None if field.choices.is_empty() => with_limits(field, typed("string")),
                None => choices(&field.choices),
            };
            with_items(field, item)
        }
        FieldKind::Image | FieldKind::File => {
            object([("type", text("object")), ("properties", object([("url", iri())])), ("required", texts(["url"]))])
        }
        FieldKind::Duration => formatted("duration"),
        FieldKind::Url => formatted("uri"),
        FieldKind::Relation => or_nothing(relation),
        FieldKind::Table => fields_of(&field.fields, relation, false),
        FieldKind::Tables => with_items(field, fields_of(&field.fields, relation, false)),
    };
    if let Data::Map(entries) = &mut entries {
        entries.insert(0, ("title".to_owned(), text(&field.label)));
        let hint = field.file_hint();
        if !hint.is_empty() {
            entries.insert(1, ("description".to_owned(), text(&hint)));
        }
    }
    entries
}

fn typed(name: &str) -> Data {
    object([("type", text(name))])
}

fn formatted(format: &str) -> Data {
    object([("type", text("string")), ("format", text(format))])
}

/// An address, whose path may hold Japanese.
fn iri() -> Data {
    formatted("iri")
}

fn or_nothing(relation: &str) -> Data {
    object([("anyOf", Data::List(vec![reference(relation), typed("null")]))])
}

fn choices(choices: &[Choice]) -> Data {
    let choice = |choice: &Choice| object([("const", choice.value.clone()), ("title", text(&choice.label))]);
    object([("oneOf", Data::List(choices.iter().map(choice).collect()))])
}

fn with(data: Data, more: impl IntoIterator<Item = (&'static str, Option<Data>)>) -> Data {
    let Data::Map(mut entries) = data else { return data };
    entries.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Data::Map(entries)
}

fn with_limits(field: &Field, data: Data) -> Data {
    let pattern = field.pattern.as_ref().map(|pattern| text(format!("^(?:{})$", pattern.text)));
    with(
        data,
        [
            ("minLength", field.min_length.map(super::json::count)),
            ("maxLength", field.max_length.map(super::json::count)),
            ("pattern", pattern),
        ],
    )
}

fn with_range(field: &Field, data: Data) -> Data {
    with(data, [("minimum", field.min.map(Data::Float)), ("maximum", field.max.map(Data::Float))])
}

fn with_items(field: &Field, item: Data) -> Data {
    let list = object([("type", text("array")), ("items", item)]);
    let (least, most) = (field.min_items.map(super::json::count), field.max_items.map(super::json::count));
    with(list, [("minItems", least), ("maxItems", most)])
}
