//! Plain data of any shape: `extra` tables, data files, the arguments of templates.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};

/// The key under which the `toml` crate hands a date over to serde.
const TOML_DATE: &str = "$__toml_private_datetime";

/// A value read from TOML, YAML or JSON. TOML dates become text; maps keep the order in which they were read.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A whole number too large for [`Data::Integer`].
    Large(u64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Data>),
    /// Names and values.
    Map(Vec<(String, Data)>),
}

impl Data {
    /// The value under `key`, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Data> {
        self.as_map()?.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The names and values, if this is a map.
    pub fn as_map(&self) -> Option<&[(String, Data)]> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value at the end of a path of keys parted by dots: `extra.start`.
    pub fn find(&self, path: &str) -> Option<&Data> {
        path.split('.').try_fold(self, |data, key| data.get(key))
    }

    /// The items, if this is a list.
    pub fn as_list(&self) -> Option<&[Data]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "limits and counts are far below 2^53")]
            Self::Integer(number) => Some(*number as f64),
            #[expect(clippy::cast_precision_loss, reason = "limits and counts are far below 2^53")]
            Self::Large(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn into_key(self) -> Option<String> {
        match self {
            Self::Text(key) => Some(key),
            Self::Integer(key) => Some(key.to_string()),
            Self::Large(key) => Some(key.to_string()),
            Self::Float(key) => Some(key.to_string()),
            Self::Bool(key) => Some(key.to_string()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// What kind of value this is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Large(_) => "an integer",
            Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a table",
        }
    }

    /// The same in Japanese.
    pub fn kind_japanese(&self) -> &'static str {
        match self {
            Self::Null => "空の値",
            Self::Bool(_) => "真偽値",
            Self::Integer(_) | Self::Large(_) => "整数",
            Self::Float(_) => "数",
            Self::Text(_) => "文字列",
            Self::List(_) => "リスト",
            Self::Map(_) => "表",
        }
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Large(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(value)?;
                }
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, value) in entries {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyData)
    }
}

struct AnyData;

impl<'de> Visitor<'de> for AnyData {
    type Value = Data;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Data, E> {
        Ok(Data::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Data, E> {
        Ok(Data::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Data, E> {
        Ok(i64::try_from(value).map_or(Data::Large(value), Data::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Data, E> {
        Ok(Data::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Data, E> {
        Ok(Data::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Data, E> {
        Ok(Data::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Data, E> {
        Ok(Data::Null)
    }

    fn visit_none<E>(self) -> Result<Data, E> {
        Ok(Data::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Data, D::Error> {
        Data::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Data, A::Error> {
        let mut values = Vec::with_capacity(list.size_hint().unwrap_or(0).min(1_024));
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Data::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Data, A::Error> {
        let mut entries: Vec<(String, Data)> = Vec::new();
        while let Some((key, value)) = map.next_entry::<Data, Data>()? {
            let kind = key.kind();
            let key = key.into_key().ok_or_else(|| A::Error::custom(format!("{kind} cannot be a key")))?;
            if key == TOML_DATE && entries.is_empty() {
                return Ok(value);
            }
            entries.push((key, value));
        }
        Ok(Data::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{parse_toml, parse_yaml},
        *,
    };

    #[test]
    fn toml_dates_become_text() {
        let data: Data = parse_toml("a = 2026-11-21\nb = [{ c = 2026-11-21T10:00:00+09:00 }]").unwrap();
        let text = |text: &str| Data::Text(text.to_owned());
        let inner = Data::Map(vec![("c".into(), text("2026-11-21T10:00:00+09:00"))]);
        assert_eq!(data, Data::Map(vec![("a".into(), text("2026-11-21")), ("b".into(), Data::List(vec![inner]))]));
    }

    #[test]
    fn yaml_keeps_order_and_kinds() {
        let data: Data = parse_yaml("z: 1\na: [true, ~, 1.5, -2]\n3: text").unwrap();
        let list = vec![Data::Bool(true), Data::Null, Data::Float(1.5), Data::Integer(-2)];
        let entries = [("z", Data::Integer(1)), ("a", Data::List(list)), ("3", Data::Text("text".into()))];
        assert_eq!(data, Data::Map(entries.map(|(name, value)| (name.to_owned(), value)).into()));
    }
}
