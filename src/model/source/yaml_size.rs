//! How much a YAML text holds once its aliases are followed, before anything is made of it.
//!
//! It is measured through the reader that makes the values: another parser might see other aliases.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor},
};

use super::nesting::{MOST_OPEN, nesting};

/// How many values aliases may repeat. A text has no more values of its own than bytes.
const MOST_REPEATED_VALUES: usize = 200_000;

/// How many bytes the texts may have that aliases repeat. A text's own are no more than it has itself.
pub(super) const MOST_REPEATED_BYTES: usize = 16 * 1024 * 1024;

/// What a text holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct YamlSize {
    /// Scalars, keys, lists and maps.
    pub values: usize,
    /// Bytes of texts.
    pub bytes: usize,
}

/// What a YAML text holds with all that its aliases repeat, or what was found until it was too much to be read; `None`
/// for a text without aliases, or one that is nested too deeply to be looked at.
pub fn expanded_yaml(text: &str) -> Option<YamlSize> {
    let mut meter = Meter::new(text)?;
    // What cannot be read is refused by whoever reads it.
    let _ = DeserializeSeed::deserialize(&mut meter, serde_yaml::Deserializer::from_str(text));
    Some(meter.size)
}

/// The error at the place where aliases have repeated too much.
pub(super) fn excess_of_aliases(text: &str) -> Option<serde_yaml::Error> {
    let mut meter = Meter::new(text)?;
    let read = DeserializeSeed::deserialize(&mut meter, serde_yaml::Deserializer::from_str(text));
    read.err().filter(|_| meter.is_over)
}

/// Counts what is read, and keeps nothing of it.
struct Meter {
    size: YamlSize,
    most: YamlSize,
    is_over: bool,
}

impl Meter {
    /// Nothing for a text that has no aliases for sure, or that the parser is not given.
    fn new(text: &str) -> Option<Self> {
        let most = YamlSize { values: MOST_REPEATED_VALUES + text.len(), bytes: MOST_REPEATED_BYTES + text.len() };
        let has_aliases = text.contains('*') && text.contains('&');
        let is_readable = has_aliases && nesting(text) <= MOST_OPEN;
        is_readable.then(|| Self { size: YamlSize::default(), most, is_over: false })
    }

    /// Counts a value with so many bytes of text.
    fn add<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        self.size.values += 1;
        self.size.bytes = self.size.bytes.saturating_add(bytes);
        self.is_over = self.size.values > self.most.values || self.size.bytes > self.most.bytes;
        if self.is_over { Err(E::custom("too much is repeated")) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Meter {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Meter {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.add(0)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        self.add(0)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        self.add(0)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.add(0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.add(text.len())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.add(0)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.add(0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.add::<A::Error>(0)?;
        while items.next_element_seed(&mut *self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        self.add::<A::Error>(0)?;
        while entries.next_key_seed(&mut *self)?.is_some() {
            entries.next_value_seed(&mut *self)?;
        }
        Ok(())
    }

    /// A value with a tag.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let ((), value) = tagged.variant_seed(&mut *self)?;
        value.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_aliases_repeat_is_measured() {
        assert_eq!(expanded_yaml("a: [text, 1]\n"), None);
        assert_eq!(expanded_yaml("a: &a [text, 1]\nb: [*a, *a]\n"), Some(YamlSize { values: 13, bytes: 14 }));
        let tagged = "skipped: !tag 1\na: &a text\nb: *a\n";
        assert!(expanded_yaml(tagged).is_some_and(|size| size.bytes >= "skippedatextbtext".len()), "{tagged}");
    }

    #[test]
    fn what_aliases_repeat_too_much_is_refused() {
        let scalar = format!("a: &a \"{}\"\nb:\n", "x".repeat(1_000_000));
        assert!(excess_of_aliases(&format!("{scalar}{}", "- *a\n".repeat(10))).is_none());
        assert!(excess_of_aliases(&format!("{scalar}{}", "- *a\n".repeat(1_000))).is_some());
        let list = format!("a: &a [{}]\nb:\n", "1,".repeat(1_000));
        assert!(excess_of_aliases(&format!("{list}{}", "- *a\n".repeat(100))).is_none());
        assert!(excess_of_aliases(&format!("{list}{}", "- *a\n".repeat(1_000))).is_some());
        // What contains itself has its own fault, unless it is too large before that shows.
        assert!(excess_of_aliases("a: &a [*a]\n").is_none());
        // A break of lines for YAML 1.1, though not for 1.2.
        let hidden = format!("{}# \u{85}c:\n{}", scalar.trim_end_matches("b:\n"), "- *a\n".repeat(1_000));
        assert!(excess_of_aliases(&hidden).is_some());
    }
}
