//! Fingerprints of values: the same for the same content in every process, so that a later build can compare them.

use serde::{Deserialize, Serialize};
use tera::{Value, value::Key};

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
    use std::collections::BTreeMap;

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
}
