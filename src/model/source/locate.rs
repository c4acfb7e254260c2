//! Where a value stands in a TOML or YAML text.
//!
//! A text is read once without its places, which is fast; only when something in it is at fault, it is read again along
//! the path to that value, and there a reader that always refuses makes the parser say where it is.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Format, Span, format::yaml_span};

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value under a key of a table.
    Key(String),
    /// An item of a list, counted from 0.
    Item(usize),
}

/// The steps to `key`, whose parts are parted by dots: `extra.start`.
pub fn steps_to(key: &str) -> Vec<Step> {
    key.split('.').map(|part| Step::Key(part.to_owned())).collect()
}

/// The span of the value at the end of `path`; of the nearest value around it when it is not there.
pub fn locate_value(format: Format, text: &str, path: &[Step]) -> Option<Span> {
    (0..=path.len()).rev().find_map(|length| locate(format, text, &path[..length], Target::Value))
}

/// The span of the key at the end of `path`.
pub fn locate_key(format: Format, text: &str, path: &[Step]) -> Option<Span> {
    let span = locate(format, text, path, Target::Key)?;
    match (format, path.last()) {
        (Format::Yaml, Some(Step::Key(key))) => Some(yaml_key(text, span.start, key).unwrap_or(span)),
        _ => Some(span),
    }
}

/// The first line from `start` on that sets the key: readers of YAML point at the head of the table that has it.
fn yaml_key(text: &str, start: usize, key: &str) -> Option<Span> {
    let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let inner = line.trim_start_matches([' ', '-']);
        let is_set = inner.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
        if is_set {
            let begin = at + line.len() - inner.len();
            return Some(begin..begin + key.len());
        }
        at += line.len();
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Value,
    Key,
}

fn locate(format: Format, text: &str, path: &[Step], target: Target) -> Option<Span> {
    // The whole text has no place of its own.
    path.first()?;
    let walk = Walk { path, target };
    match format {
        Format::Toml => {
            let reader = toml::Deserializer::parse(text).ok()?;
            let error = walk.deserialize(reader).err()?;
            is_here(&error.to_string()).then(|| error.span())?
        }
        Format::Yaml => {
            let error = walk.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
            is_here(&error.to_string()).then(|| yaml_span(text, &error))?
        }
    }
}

/// What the refusing reader says, by which its error is told from one of the text's own.
const HERE: &str = "the value sought is here";

fn is_here(message: &str) -> bool {
    message.contains(HERE)
}

/// Reads along a path and refuses at its end.
#[derive(Clone, Copy)]
struct Walk<'a> {
    path: &'a [Step],
    target: Target,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        self.end()
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        self.end()
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<(), E> {
        self.end()
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        self.end()
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        self.end()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.end()
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<(), E> {
        self.end()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.end::<A::Error>()?;
        let Some((Step::Item(wanted), rest)) = self.path.split_first() else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        for _ in 0..*wanted {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        list.next_element_seed(Walk { path: rest, ..self })?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.end::<A::Error>()?;
        let Some((Step::Key(wanted), rest)) = self.path.split_first() else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let is_refused = rest.is_empty() && self.target == Target::Key;
        while let Some(is_wanted) = map.next_key_seed(Key { wanted, is_refused })? {
            if is_wanted {
                map.next_value_seed(Walk { path: rest, ..self })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl Walk<'_> {
    /// Refuses when the path ends here.
    fn end<E: serde::de::Error>(&self) -> Result<(), E> {
        if self.path.is_empty() && self.target == Target::Value { Err(E::custom(HERE)) } else { Ok(()) }
    }
}

/// Reads a key: whether it is the wanted one, which may be where to refuse.
struct Key<'a> {
    wanted: &'a str,
    is_refused: bool,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let key = super::Data::deserialize_key(deserializer)?;
        let is_wanted = key.as_deref() == Some(self.wanted);
        if is_wanted && self.is_refused { Err(D::Error::custom(HERE)) } else { Ok(is_wanted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "title = \"春\"\n[extra]\nstart = 2026-12-05T18:00:00+09:00\nplace.city = '仙台'\n\
        [[extra.speakers]]\nname = \"あ\"\n[[extra.speakers]]\nname = 5\n";
    const YAML: &str = "title: 春の夜\nextra:\n  # 注\n  start: 2026-12-05T18:00:00+09:00\n  place: {city: 仙台}\n  speakers:\n\
        - name: あ\n  - name: 5\n";

    fn yaml() -> String {
        YAML.replace("\n- name: あ", "\n  - name: あ")
    }

    #[test]
    fn values_and_keys_are_found() {
        let yaml = yaml();
        let speaker = [steps_to("extra.speakers"), vec![Step::Item(1), Step::Key("name".to_owned())]].concat();
        for (path, in_toml, in_yaml) in [
            (steps_to("title"), "\"春\"\n", "春の夜\n"),
            (steps_to("extra.start"), "2026-12-05T", "2026-12-05T"),
            (steps_to("extra.place.city"), "'仙台'", "仙台}"),
            (speaker, "5\n", "5\n"),
        ] {
            for (format, text, start) in [(Format::Toml, TOML, in_toml), (Format::Yaml, yaml.as_str(), in_yaml)] {
                let span = locate_value(format, text, &path).unwrap();
                assert!(text[span.start..].starts_with(start), "{path:?}: {}", &text[span.start..]);
            }
        }
        for (format, text) in [(Format::Toml, TOML), (Format::Yaml, yaml.as_str())] {
            let span = locate_key(format, text, &steps_to("extra.start")).unwrap();
            assert!(text[span.start..].starts_with("start"), "{}", &text[span.start..]);
            assert_eq!(locate_key(format, text, &steps_to("extra.end")), None);
        }
    }

    #[test]
    fn what_is_missing_is_looked_for_where_it_would_be() {
        let yaml = yaml();
        for (format, text) in [(Format::Toml, TOML), (Format::Yaml, yaml.as_str())] {
            assert_eq!(locate_value(format, text, &steps_to("taxonomies.tags")), None);
            let around = locate_value(format, text, &steps_to("extra")).unwrap();
            assert_eq!(locate_value(format, text, &steps_to("extra.end")), Some(around));
            assert_eq!(locate_value(format, "= [", &steps_to("a")), None);
        }
    }
}
