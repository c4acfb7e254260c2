//! What a form takes, as a JSON Schema: for whoever sends it without the page. The form itself is what is checked by.

use serde_json::{Map, Value, json};
use tsubame_model::{
    schema::{Choice, Form, FormField, InputType, KnownReferences},
    source::Data,
};

/// Most values of a reference that are listed. Beyond it the document says only that it is a text.
const MOST_LISTED: usize = 200;

/// What stands in every body beside the fields, in the words of those who send.
const REQUEST_ID: &str = "A name of this attempt, one for each time that the form is filled in: the same again is received once, \
                          with other answers it is a conflict";

const PROOF: &str = "What the challenge of the form asks for, done beforehand or after a 429";

const SEATS: &str = "So many seats are asked for: all of them are given, or none and all wait.";

/// The schema of a form's body. Names that it does not have are not looked at, so that an old page can send them.
pub(super) fn form_schema(form: &Form, known: &KnownReferences) -> Value {
    let mut properties = Map::new();
    for name in form.references.iter().filter(|name| !known.is_implied(name)) {
        properties.insert(name.clone(), reference(form, name, known));
    }
    for field in form.fields() {
        properties.insert(field.name.clone(), field_schema(field, is_of_seats(form, field)));
    }
    properties.insert("consent".to_owned(), json!({ "const": "yes", "description": form.consent.label }));
    properties.insert("consent_version".to_owned(), version(&form.consent.version));
    properties.insert("form_version".to_owned(), version(&form.version));
    let request_id = json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$", "description": REQUEST_ID });
    properties.insert("request_id".to_owned(), request_id);
    properties.insert("proof".to_owned(), json!({ "type": "string", "description": PROOF }));
    let asked = form.fields().filter(|field| field.required && field.show_when.is_none());
    let required = asked.map(|field| field.name.as_str()).chain(["consent", "consent_version"]);
    json!({
        "type": "object",
        "title": form.label,
        "required": required.collect::<Vec<_>>(),
        "properties": properties,
    })
}

/// Whether only a body of several parts can hold what the form asks for.
pub(super) fn asks_for_files(form: &Form) -> bool {
    form.fields().any(|field| field.input == InputType::File)
}

/// A version, which is now this one.
fn version(now: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": 200, "examples": [now] })
}

/// What a reference can be: as the form lists it, or as the content has it.
fn reference(form: &Form, name: &str, known: &KnownReferences) -> Value {
    let listed: Vec<&str> = match (form.reference_values.get(name), known.values_of(name)) {
        (Some(values), _) => values.iter().filter_map(Data::as_str).collect(),
        (None, Some(values)) => values.take(MOST_LISTED + 1).collect(),
        (None, None) => Vec::new(),
    };
    match listed.len() {
        1..=MOST_LISTED => json!({ "type": "string", "enum": listed }),
        _ => json!({ "type": "string", "maxLength": 200 }),
    }
}

/// Whether the field says how many seats are asked for.
fn is_of_seats(form: &Form, field: &FormField) -> bool {
    form.seats.as_ref() == Some(&field.name)
}

fn field_schema(field: &FormField, is_of_seats: bool) -> Value {
    let choices = || field.choices.iter().map(Choice::text).collect::<Vec<_>>();
    let mut schema = match field.input {
        InputType::Select | InputType::Radio => json!({ "type": "string", "enum": choices() }),
        InputType::Checkbox if field.choices.is_empty() => json!({ "const": "yes" }),
        InputType::Checkbox => {
            json!({ "type": "array", "items": { "type": "string", "enum": choices() }, "uniqueItems": true })
        }
        InputType::Date => json!({ "type": "string", "format": "date" }),
        InputType::Email => json!({ "type": "string", "format": "email" }),
        InputType::File if field.multiple => json!({ "type": "array", "items": file() }),
        InputType::File => file(),
        InputType::Text
        | InputType::Kana
        | InputType::Tel
        | InputType::Textarea
        | InputType::Postcode
        | InputType::Slot
        | InputType::Table => json!({ "type": "string" }),
    };
    let mut say = |key: &str, value: Option<Value>| {
        if let (Some(value), Some(entries)) = (value, schema.as_object_mut()) {
            entries.insert(key.to_owned(), value);
        }
    };
    say("title", Some(json!(field.label)));
    say("description", description(field, is_of_seats).map(Value::from));
    say("maxLength", field.max_length.map(Value::from));
    say("minLength", field.min_length.map(Value::from));
    schema
}

fn file() -> Value {
    json!({ "type": "string", "contentMediaType": "application/octet-stream" })
}

/// The hint, and when it is asked at all. A pattern is not told as one: it is held against what is made of the text, digits of a
/// telephone number for example, and the hint says it to people.
fn description(field: &FormField, is_of_seats: bool) -> Option<String> {
    let condition = field.show_when.as_ref().map(|when| format!("Asked only by what {} says.", when.field));
    let seats = is_of_seats.then(|| SEATS.to_owned());
    let parts: Vec<String> = [Some(field.hint.clone()), condition, seats].into_iter().flatten().collect();
    let text = parts.join(" ").trim().to_owned();
    if text.is_empty() { None } else { Some(text) }
}
