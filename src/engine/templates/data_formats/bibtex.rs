//! BibTeX as a map of preambles, comments, variables and bibliographies.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use nom_bibtex::Bibtex;
use tera::{Map, Value, value::Key};

use super::{bibtex_expansion::check_expansion, nesting::DEEPEST};
use crate::templates::values::{MapBuilder, texts};
use tsubame_model::source::Wording;

pub(super) fn parse_bibtex(text: &str) -> Result<Value, Wording> {
    if is_too_deep(text) {
        let english = format!("braces are nested more than {DEEPEST} deep");
        return Err(Wording::new(english, format!("波かっこの入れ子が{DEEPEST}段を超えています")));
    }
    let entries = Bibtex::raw_parse(text).map_err(|error| Wording::of_library(&error))?;
    check_expansion(&entries)?;
    let bibtex = Bibtex::parse(text).map_err(|error| Wording::of_library(&error))?;
    let entry = |entry: &nom_bibtex::Bibliography| {
        MapBuilder::with_capacity(3)
            .set("entry_type", entry.entry_type())
            .set("citation_key", entry.citation_key())
            .set("tags", sorted(entry.tags(), str::to_lowercase))
            .finish()
    };
    let value = MapBuilder::with_capacity(4)
        .set("preambles", texts(bibtex.preambles()))
        .set("comments", texts(bibtex.comments()))
        .set("variables", sorted(bibtex.variables(), str::to_owned))
        .set("bibliographies", bibtex.bibliographies().iter().map(entry).collect::<Vec<Value>>());
    Ok(value.finish())
}

/// The entries in the order of their names, because the parser keeps none.
fn sorted(entries: &HashMap<String, String>, rename: fn(&str) -> String) -> Value {
    let entries: BTreeMap<String, &String> = entries.iter().map(|(key, value)| (rename(key), value)).collect();
    let entry = |(key, value): (&String, &&String)| (Key::String(Arc::from(key.as_str())), Value::from(value.as_str()));
    Value::from(entries.iter().map(entry).collect::<Map>())
}

fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}
