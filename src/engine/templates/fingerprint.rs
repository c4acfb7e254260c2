//! Fingerprints of values: the same for the same content in every process, so that a later build can compare them.

use serde::{Deserialize, Serialize};
use tera::{Value, value::Key};

use super::values::{EntryField, EntryFieldSink};
use tsubame_model::source::Data;

/// A hash of all that an answer was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a value.
    pub(super) fn of_value(value: &Value) -> Self {
        let mut encoded = Vec::new();
        feed(&mut encoded, value);
        Self(*blake3::hash(&encoded).as_bytes())
    }

    /// The fingerprint of some texts, in their order.
    pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("tsubame texts");
        let mut encoded = Vec::new();
        texts.into_iter().for_each(|text| feed_text(&mut encoded, text));
        Self(*hasher.update(&encoded).finalize().as_bytes())
    }

    /// The fingerprint of a refusal, which depends on its words.
    pub(super) fn of_refusal(reason: &str) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("tsubame templates refusal");
        hasher.update(reason.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }

    /// One fingerprint for several, in their order.
    pub fn of_all(parts: impl IntoIterator<Item = Option<Self>>) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("tsubame templates list");
        for part in parts {
            match part {
                Some(part) => hasher.update(&[1]).update(&part.0),
                None => hasher.update(&[0]),
            };
        }
        Self(*hasher.finalize().as_bytes())
    }

    /// The fingerprint of a map without the values of some keys.
    pub(super) fn of_map_without(value: &Value, left_out: &[&str]) -> Self {
        let mut encoded = Vec::new();
        for (key, value) in value
            .as_map()
            .into_iter()
            .flatten()
            .filter(|(key, _)| !key.as_str().is_some_and(|key| left_out.contains(&key)))
        {
            feed_key(&mut encoded, key);
            feed(&mut encoded, value);
        }
        Self(*blake3::hash(&encoded).as_bytes())
    }
}

/// The fields of an entry on their way to a fingerprint. Those that stand apart are left out.
#[derive(Default)]
pub(super) struct EntryFieldEncoder(Vec<u8>);

impl EntryFieldEncoder {
    /// The fingerprint of the fields so far.
    pub fn finish(self) -> Fingerprint {
        Fingerprint(*blake3::hash(&self.0).as_bytes())
    }
}

impl EntryFieldSink for EntryFieldEncoder {
    fn field<'a>(mut self, key: &'static str, field: impl Into<EntryField<'a>>) -> Self {
        feed_text(&mut self.0, key);
        feed_field(&mut self.0, &field.into());
        self
    }
}

fn feed_field(encoded: &mut Vec<u8>, field: &EntryField<'_>) {
    match field {
        EntryField::None => encoded.push(b'n'),
        EntryField::Switch(is_on) => encoded.extend([b'b', u8::from(*is_on)]),
        EntryField::Number(number) => feed_number(encoded, b'i', number.to_le_bytes()),
        EntryField::Count(count) => feed_number(encoded, b'u', (*count as u64).to_le_bytes()),
        EntryField::Text(text) => {
            encoded.push(b's');
            feed_text(encoded, text);
        }
        EntryField::Texts(texts) => feed_texts(encoded, texts.iter().map(|text| &**text)),
        EntryField::NamedTexts(named) => {
            encoded.push(b'm');
            feed_length(encoded, named.len());
            for (name, texts) in *named {
                feed_text(encoded, name);
                feed_texts(encoded, texts.iter().map(String::as_str));
            }
        }
        EntryField::Data(data) => feed_data(encoded, data),
        EntryField::Value(value) => feed(encoded, value),
        EntryField::Values(values) => {
            encoded.push(b'l');
            feed_length(encoded, values.len());
            for value in values {
                feed(encoded, value);
            }
        }
        EntryField::Apart(_) => {}
    }
}

fn feed_texts<'a>(encoded: &mut Vec<u8>, texts: impl ExactSizeIterator<Item = &'a str>) {
    encoded.push(b't');
    feed_length(encoded, texts.len());
    texts.for_each(|text| feed_text(encoded, text));
}

fn feed_data(encoded: &mut Vec<u8>, data: &Data) {
    match data {
        Data::Null => encoded.push(b'n'),
        Data::Bool(is_on) => encoded.extend([b'b', u8::from(*is_on)]),
        Data::Integer(number) => feed_number(encoded, b'i', number.to_le_bytes()),
        Data::Large(number) => feed_number(encoded, b'u', number.to_le_bytes()),
        Data::Float(number) => feed_number(encoded, b'f', number.to_le_bytes()),
        Data::Text(text) => {
            encoded.push(b's');
            feed_text(encoded, text);
        }
        Data::List(values) => {
            encoded.push(b'l');
            feed_length(encoded, values.len());
            for value in values {
                feed_data(encoded, value);
            }
        }
        Data::Map(entries) => {
            encoded.push(b'm');
            feed_length(encoded, entries.len());
            for (key, value) in entries {
                feed_text(encoded, key);
                feed_data(encoded, value);
            }
        }
    }
}

fn feed_number(encoded: &mut Vec<u8>, kind: u8, number: [u8; 8]) {
    encoded.push(kind);
    encoded.extend(number);
}

/// Every value begins with a byte for its kind, and what has a length begins with it, so that no two values encode
/// to the same bytes. They are hashed at once: most are a few bytes long.
fn feed(encoded: &mut Vec<u8>, value: &Value) {
    if let Some(text) = value.as_str() {
        encoded.push(if value.is_safe() { b'S' } else { b's' });
        feed_text(encoded, text);
    } else if let Some(entries) = value.as_map() {
        encoded.push(b'm');
        feed_length(encoded, entries.len());
        for (key, value) in entries {
            feed_key(encoded, key);
            feed(encoded, value);
        }
    } else if let Some(values) = value.as_array() {
        encoded.push(b'l');
        feed_length(encoded, values.len());
        for value in values {
            feed(encoded, value);
        }
    } else {
        // Numbers, booleans, none and bytes: kind and text tell them apart.
        encoded.push(b'o');
        feed_text(encoded, value.name());
        feed_text(encoded, &value.to_string());
    }
}

fn feed_key(encoded: &mut Vec<u8>, key: &Key<'_>) {
    if let Some(text) = key.as_str() {
        feed_text(encoded, text);
    } else {
        // No text is so long: numbers and booleans are other keys than their texts.
        feed_length(encoded, usize::MAX);
        feed_text(encoded, &key.to_string());
    }
}

fn feed_text(encoded: &mut Vec<u8>, text: &str) {
    feed_length(encoded, text.len());
    encoded.extend_from_slice(text.as_bytes());
}

fn feed_length(encoded: &mut Vec<u8>, length: usize) {
    encoded.extend_from_slice(&(length as u64).to_le_bytes());
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn different_values_differ() {
        let values = [
            Value::from("1"),
            Value::from(1),
            Value::from(1.0),
            Value::none(),
            Value::from(true),
            Value::safe_string("1"),
            Value::from(vec![Value::from("1")]),
            Value::from(vec![Value::from(vec![Value::from("1")])]),
            Value::from(vec!["1", ""]),
            Value::from(vec!["", "1"]),
            Value::from(BTreeMap::from([("1", 0)])),
            Value::from(BTreeMap::from([(1_u128, 0)])),
        ];
        for (at, a) in values.iter().enumerate() {
            for (other, b) in values.iter().enumerate() {
                assert_eq!(Fingerprint::of_value(a) == Fingerprint::of_value(b), at == other, "{a:?} {b:?}");
            }
        }
    }
    #[test]
    fn different_fields_differ() {
        let named =
            |name: &str, texts: &[&str]| vec![(name.to_owned(), texts.iter().map(|&text| text.to_owned()).collect())];
        let named = [named("a", &["b", "c"]), named("a", &["bc"]), named("ab", &["c"])];
        let texts = |texts: &[&'static str]| EntryField::Texts(texts.iter().copied().map(Into::into).collect());
        let data = [
            Data::Null,
            Data::Bool(false),
            Data::Integer(1),
            Data::Float(1.0),
            Data::Text("3".to_owned()),
            Data::List(vec![]),
            Data::List(vec![Data::Integer(1)]),
            Data::Map(vec![]),
            Data::Map(vec![("1".to_owned(), Data::Null)]),
        ];
        let given = [Value::from("1"), Value::from(1)];
        let fields = [
            EntryField::Switch(true),
            EntryField::Number(2),
            EntryField::Count(2),
            EntryField::Text("2"),
            texts(&["2"]),
            texts(&["2", ""]),
            texts(&["", "2"]),
            EntryField::Values(given.to_vec()),
            EntryField::Values(vec![Value::none()]),
            EntryField::Apart(&given[0]),
        ];
        let given = given.iter().map(EntryField::Value);
        let fields = fields.into_iter().chain(named.iter().map(|named| EntryField::NamedTexts(named)));
        let fingerprints = fields
            .chain(data.iter().map(EntryField::Data))
            .chain(given)
            .map(|field| EntryFieldEncoder::default().field("a", field).finish().0);
        let fingerprints = fingerprints.collect::<Vec<_>>();
        assert_eq!(fingerprints.iter().collect::<BTreeSet<_>>().len(), fingerprints.len());
        let ab = EntryFieldEncoder::default().field("a", "b").field("c", EntryField::None).finish();
        assert_ne!(ab, EntryFieldEncoder::default().field("a", EntryField::None).field("b", "c").finish());
    }
}
