//! `application/json`: an object whose values are texts and lists of texts.
//!
//! It is read value by value into the collector, so that a flood of keys ends where the limit is, and nothing nests: what
//! lies deeper is of another shape and is not followed.

use std::fmt::{self, Formatter};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{DecodeError, texts::TextCollector};

/// Reads the object. A name that comes twice is a name with two values, as in a form.
pub(super) fn read_object(body: &[u8], texts: &mut TextCollector) -> Result<(), DecodeError> {
    let mut refusal = None;
    let mut json = serde_json::Deserializer::from_slice(body);
    let object = ObjectVisitor { texts, refusal: &mut refusal };
    let outcome = json.deserialize_map(object).and_then(|()| json.end());
    outcome.map_err(|error| match (refusal, error.classify()) {
        (Some(refusal), _) => refusal,
        (None, Category::Data) => DecodeError::OtherShape,
        (None, Category::Syntax | Category::Eof | Category::Io) => DecodeError::Unreadable,
    })
}

/// The object.
struct ObjectVisitor<'a> {
    texts: &'a mut TextCollector,
    /// Why the collector wanted no more; serde's errors are words.
    refusal: &'a mut Option<DecodeError>,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, words: &mut Formatter<'_>) -> fmt::Result {
        words.write_str("an object of texts")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut object: M) -> Result<(), M::Error> {
        while let Some(name) = object.next_key::<String>()? {
            object.next_value_seed(ValueVisitor {
                name: &name,
                texts: &mut *self.texts,
                refusal: &mut *self.refusal,
            })?;
        }
        Ok(())
    }
}

/// What stands behind a name.
struct ValueVisitor<'a> {
    name: &'a str,
    texts: &'a mut TextCollector,
    refusal: &'a mut Option<DecodeError>,
}

impl ValueVisitor<'_> {
    fn push<E: de::Error>(&mut self, text: String) -> Result<(), E> {
        self.texts.push(self.name.to_owned(), text).map_err(|refusal| {
            *self.refusal = Some(refusal);
            E::custom("no more")
        })
    }
}

impl<'de> DeserializeSeed<'de> for ValueVisitor<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueVisitor<'_> {
    type Value = ();

    fn expecting(&self, words: &mut Formatter<'_>) -> fmt::Result {
        words.write_str("a text or a list of texts")
    }

    fn visit_str<E: de::Error>(mut self, text: &str) -> Result<(), E> {
        self.push(text.to_owned())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(text) = list.next_element::<String>()? {
            self.push(text)?;
        }
        Ok(())
    }
}
