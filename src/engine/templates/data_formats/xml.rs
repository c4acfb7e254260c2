//! XML as nested maps: attributes begin with `@`, text beside them is `#text`, repeated elements are lists.

use roxmltree_to_serde::{Config, xml_string_to_json};
use tera::Value;

use super::nesting::DEEPEST;
use crate::templates::values::data_value;
use tsubame_model::source::Data;

pub(super) fn parse_xml(text: String) -> Result<Value, String> {
    if is_too_deep(&text) {
        return Err(format!("elements are nested more than {DEEPEST} deep"));
    }
    let json = xml_string_to_json(text, &Config::new_with_defaults()).map_err(|error| error.to_string())?;
    let data: Data = serde_json::from_value(json).map_err(|error| error.to_string())?;
    Ok(data_value(&data))
}

/// An upper bound of the nesting, from the tags alone; comments and character data can only make it too high by what
/// looks like tags in them.
fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    for (at, _) in text.match_indices('<') {
        let tag = &text[at + 1..];
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(['!', '?']) {
            let end = tag.find(['<', '>']).unwrap_or(tag.len());
            depth += usize::from(!tag[..end].ends_with('/'));
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}
