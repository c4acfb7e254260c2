//! Values as the lines of a backup have them: the same whichever database they come from.

use anyhow::Context;
use base64::{Engine, prelude::BASE64_STANDARD};
use sea_orm::{QueryResult, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ColumnKind {
    /// An id: a text with hyphens.
    Uuid,
    /// A whole number.
    Integer,
    /// A text.
    Text,
    /// Bytes, in base64.
    Bytes,
    /// A keyed hash by which somebody could be found. Lines say that there is one, never which.
    Blind,
    /// True or false.
    Boolean,
    /// A number with a fraction.
    Real,
}

impl ColumnKind {
    /// The kind of a column of this type, as SQLite's tables declare it or PostgreSQL's catalogue names it.
    pub fn of_type(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.split('(').next().unwrap_or_default().trim();
        Some(match name {
            "uuid" | "uuid_text" => Self::Uuid,
            "integer" | "bigint" | "smallint" | "int2" | "int4" | "int8" => Self::Integer,
            "varchar" | "text" | "char" | "bpchar" => Self::Text,
            "blob" | "bytea" | "varbinary_blob" | "binary_blob" => Self::Bytes,
            "boolean" | "bool" => Self::Boolean,
            "double" | "real" | "float" | "float4" | "float8" => Self::Real,
            _ => return None,
        })
    }

    /// What PostgreSQL is asked to make of a column, so that numbers of all sizes are read alike.
    pub fn cast(self) -> &'static str {
        match self {
            Self::Integer => "::int8",
            Self::Real => "::float8",
            Self::Text => "::text",
            Self::Uuid | Self::Bytes | Self::Blind | Self::Boolean => "",
        }
    }

    /// Reads a value of a row.
    pub fn read(self, row: &QueryResult, at: usize) -> anyhow::Result<Json> {
        Ok(match self {
            Self::Uuid => json!(row.try_get_by_index::<Option<Uuid>>(at)?.map(|id| id.to_string())),
            Self::Integer => json!(row.try_get_by_index::<Option<i64>>(at)?),
            Self::Text => json!(row.try_get_by_index::<Option<String>>(at)?),
            Self::Bytes => {
                json!(row.try_get_by_index::<Option<Vec<u8>>>(at)?.map(|bytes| BASE64_STANDARD.encode(bytes)))
            }
            Self::Blind => json!(row.try_get_by_index::<Option<Vec<u8>>>(at)?.map(|_| true)),
            Self::Boolean => json!(row.try_get_by_index::<Option<bool>>(at)?),
            Self::Real => json!(row.try_get_by_index::<Option<f64>>(at)?),
        })
    }

    /// The value for the database. In place of a keyed hash it is chance, under which nobody is found until the hash is made anew.
    pub fn value(self, json: &Json) -> anyhow::Result<Value> {
        let wrong = || format!("a value of a backup is of another kind than its column ({self:?})");
        let text = || json.as_str().with_context(wrong);
        if json.is_null() {
            return Ok(match self {
                Self::Uuid => Value::Uuid(None),
                Self::Integer => Value::BigInt(None),
                Self::Text => Value::String(None),
                Self::Bytes | Self::Blind => Value::Bytes(None),
                Self::Boolean => Value::Bool(None),
                Self::Real => Value::Double(None),
            });
        }
        Ok(match self {
            Self::Uuid => Uuid::parse_str(text()?).with_context(wrong)?.into(),
            Self::Integer => json.as_i64().with_context(wrong)?.into(),
            Self::Text => text()?.into(),
            Self::Bytes => BASE64_STANDARD.decode(text()?).with_context(wrong)?.into(),
            Self::Blind => [Uuid::new_v4(), Uuid::new_v4()].map(Uuid::into_bytes).concat().into(),
            Self::Boolean => json.as_bool().with_context(wrong)?.into(),
            Self::Real => json.as_f64().with_context(wrong)?.into(),
        })
    }
}
