//! XML as nested maps: attributes begin with `@`, text beside them is `#text`, repeated elements are lists.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use roxmltree_to_serde::{Config, xml_string_to_json};
use tera::Value;

use super::nesting::DEEPEST;
use crate::templates::values::data_value;
use tsubame_model::source::{Data, Wording};

/// The parser compares every attribute of a tag with all others.
const MOST_ATTRIBUTES: usize = 500;

/// The parser looks through all namespaces for every element below.
const MOST_NAMESPACES: usize = 50;

pub(super) fn parse_xml(text: String) -> Result<Value, Wording> {
    check_shape(&text)?;
    let json = xml_string_to_json(text, &Config::new_with_defaults()).map_err(|error| Wording::of_library(&error))?;
    let data: Data = serde_json::from_value(json).map_err(|error| Wording::of_library(&error))?;
    Ok(data_value(&data))
}

/// Refuses what would take the parser too much stack or time.
fn check_shape(text: &str) -> Result<(), Wording> {
    let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|error| Wording::of_library(&error))? {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEEPEST {
                    let english = format!("elements are nested more than {DEEPEST} deep");
                    return Err(Wording::new(english, format!("要素の入れ子が{DEEPEST}段を超えています")));
                }
                check_tag(&tag)?;
            }
            Event::Empty(tag) => check_tag(&tag)?,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn check_tag(tag: &BytesStart<'_>) -> Result<(), Wording> {
    let (mut attributes, mut namespaces) = (0_usize, 0_usize);
    for attribute in tag.attributes().with_checks(false) {
        attributes += 1;
        namespaces += usize::from(attribute.is_ok_and(|attribute| attribute.key.as_ref().starts_with(b"xmlns")));
    }
    if attributes > MOST_ATTRIBUTES || namespaces > MOST_NAMESPACES {
        return Err(Wording::new(
            format!(
                "an element has more than {MOST_ATTRIBUTES} attributes, or declares more than {MOST_NAMESPACES} \
                 namespaces"
            ),
            format!("一つの要素の属性が{MOST_ATTRIBUTES}個か、名前空間が{MOST_NAMESPACES}個を超えています"),
        ));
    }
    Ok(())
}
