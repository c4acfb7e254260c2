//! `get_hash`: checksums of files and texts.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384, Sha512};
use tera::{Kwargs, State, TeraResult, Value};

use super::arguments::{ask, switch};
use crate::templates::{
    file_lookup::no_file,
    query::{HashQuery, HashSource, Query},
    query_context::{QueryAnswer, QueryContext, QueryResult},
    refusals::refusal,
};
use tsubame_model::source::Wording;

pub(super) fn get_hash(queries: &QueryContext, arguments: &Kwargs, _: &State) -> TeraResult<Value> {
    let source = match (arguments.get::<String>("path")?, arguments.get::<String>("literal")?) {
        (Some(path), None) => HashSource::Path(path),
        (None, Some(literal)) => HashSource::Literal(literal),
        (Some(_), Some(_)) => {
            let english = "give either `path` or `literal`, not both";
            return Err(refusal(
                "get_hash",
                &Wording::new(english, "`path` と `literal` は、どちらか一つだけにしてください"),
            ));
        }
        (None, None) => {
            let english = "give either `path` or `literal`";
            return Err(refusal("get_hash", &Wording::new(english, "`path` か `literal` を書いてください")));
        }
    };
    let sha_type = arguments.get::<u16>("sha_type")?.unwrap_or(384);
    let base64 = switch(arguments, "base64", true)?;
    ask(queries, "get_hash", &Query::Hash(HashQuery { source, sha_type, base64 }))
}

pub fn resolve_hash(queries: &QueryContext, query: &HashQuery) -> QueryResult {
    let hash = match &query.source {
        HashSource::Literal(literal) => hash(literal.as_bytes(), query.sha_type)?,
        HashSource::Path(path) => {
            let found = queries.find_file(path)?.ok_or_else(|| no_file(path))?;
            hash(&queries.read_file(&found)?, query.sha_type)?
        }
    };
    let text = if query.base64 { STANDARD.encode(hash) } else { hexadecimal(&hash) };
    Ok(QueryAnswer::Value(Value::from(text)))
}

fn hash(bytes: &[u8], sha_type: u16) -> Result<Vec<u8>, Wording> {
    match sha_type {
        256 => Ok(Sha256::digest(bytes).to_vec()),
        384 => Ok(Sha384::digest(bytes).to_vec()),
        512 => Ok(Sha512::digest(bytes).to_vec()),
        other => Err(Wording::new(
            format!("`sha_type` is {other}, but it can be 256, 384 or 512"),
            format!("`sha_type` が {other} ですが、書けるのは 256、384、512 です"),
        )),
    }
}

/// The first 20 digits of the SHA-256 of a file, for addresses that change with the file.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    let mut text = hexadecimal(&Sha256::digest(bytes));
    text.truncate(20);
    text
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
