//! Whether a value has the shape that a document says: as much of JSON Schema as the documents of this server use.

use serde_json::Value;

/// What is wrong, with where; nothing if the value is as it should be.
pub fn faults(value: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(value, schema, "", &mut found);
    found
}

fn check(value: &Value, schema: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(choices) = schema["anyOf"].as_array() {
        if !choices.iter().any(|choice| faults(value, choice).is_empty()) {
            found.push(format!("{place}: {value} is none of {choices:?}"));
        }
        return;
    }
    let is_of_type = match schema["type"].as_str().unwrap_or_else(|| panic!("{place}: no type in {schema}")) {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("{place}: {other}"),
    };
    if !is_of_type {
        found.push(format!("{place}: {value} is not of {schema}"));
        return;
    }
    if schema["enum"].as_array().is_some_and(|known| !known.contains(value)) {
        found.push(format!("{place}: {value} is not in {}", schema["enum"]));
    }
    if let Some(text) = value.as_str().filter(|text| !is_of_format(text, schema["format"].as_str())) {
        found.push(format!("{place}: {text} is no {}", schema["format"]));
    }
    for item in value.as_array().into_iter().flatten() {
        check(item, &schema["items"], &format!("{place}[]"), found);
    }
    check_object(value, schema, place, found);
}

fn is_of_format(text: &str, format: Option<&str>) -> bool {
    match format {
        Some("uuid") => uuid::Uuid::parse_str(text).is_ok(),
        Some("date-time") => text.parse::<jiff::Timestamp>().is_ok(),
        Some("date") => text.parse::<jiff::civil::Date>().is_ok(),
        _ => true,
    }
}

fn check_object(value: &Value, schema: &Value, place: &str, found: &mut Vec<String>) {
    let Some(entries) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !entries.contains_key(name) {
            found.push(format!("{place}.{name} is missing"));
        }
    }
    for (name, entry) in entries {
        let place = format!("{place}.{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{place} is not told of")),
            (Value::Null, Value::Object(_)) => check(entry, &schema["additionalProperties"], &place, found),
            (Value::Null, _) => {}
            (known, _) => check(entry, known, &place, found),
        }
    }
}

#[test]
fn a_value_of_another_shape_is_found() {
    let schema = serde_json::json!({
        "type": "object",
        "required": ["a"],
        "additionalProperties": false,
        "properties": {
            "a": { "type": "array", "items": { "type": "string", "format": "uuid" } },
            "b": { "anyOf": [{ "type": "integer" }, { "type": "null" }] },
        },
    });
    for (text, count) in [
        (r#"{"a": []}"#, 0),
        (r#"{"a": ["01930000-0000-7000-8000-000000000000"], "b": null}"#, 0),
        (r#"{"a": ["x"], "b": 1}"#, 1),
        (r#"{"b": "x", "c": 1}"#, 3),
        ("[]", 1),
    ] {
        assert_eq!(faults(&serde_json::from_str(text).unwrap(), &schema).len(), count, "{text}");
    }
}
