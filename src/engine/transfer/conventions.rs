//! What the pages beside a new one have in common: how their front matter is written and which fields they set.

use super::quote::{quoted, toml_key, yaml_key};
use crate::content::{PageMeta, SectionMeta};
use tsubame_model::source::{Data, Date};

/// How front matter is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum FrontMatterStyle {
    #[default]
    Toml,
    Yaml,
}

/// The conventions of a folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Conventions {
    /// How most of it is written.
    pub style: FrontMatterStyle,
    /// Whether most pages have a date, in the front matter or in their names.
    pub has_dates: bool,
    /// Whether most pages have a description.
    pub has_descriptions: bool,
    /// The taxonomies that most pages use, each with a term.
    pub taxonomies: Vec<(String, String)>,
    /// The fields of `extra` that most pages set, each with a value.
    pub extra: Vec<(String, Data)>,
}

/// An entry beside the new one, as far as it is an example.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SiblingExample {
    pub style: FrontMatterStyle,
    pub has_date: bool,
    pub has_description: bool,
    pub taxonomies: Vec<(String, Vec<String>)>,
    pub extra: Vec<(String, Data)>,
}

/// Longer texts are no help as examples.
const LONGEST_EXAMPLE_CHARS: usize = 40;

impl SiblingExample {
    /// A page as an example, with its whole text.
    pub fn of_page(text: &str, meta: PageMeta) -> Self {
        let extra = fields(meta.extra);
        let (has_date, has_description) = (meta.date.is_some(), meta.description.is_some());
        Self { style: style_of(text), has_date, has_description, taxonomies: meta.taxonomies, extra }
    }

    /// A section as an example, with its whole text.
    pub fn of_section(text: &str, meta: SectionMeta) -> Self {
        let has_description = meta.description.is_some();
        Self { style: style_of(text), has_description, extra: fields(meta.extra), ..Self::default() }
    }
}

fn style_of(text: &str) -> FrontMatterStyle {
    if text.trim_start().starts_with("---") { FrontMatterStyle::Yaml } else { FrontMatterStyle::Toml }
}

fn fields(extra: Data) -> Vec<(String, Data)> {
    match extra {
        Data::Map(entries) => entries,
        _ => Vec::new(),
    }
}

impl Conventions {
    /// What at least half of the examples do.
    pub fn of(examples: &[SiblingExample]) -> Self {
        let most = |does: &dyn Fn(&SiblingExample) -> bool| {
            let count = examples.iter().filter(|example| does(example)).count();
            count > 0 && count * 2 >= examples.len()
        };
        // In doubt, TOML.
        let yaml = examples.iter().filter(|example| example.style == FrontMatterStyle::Yaml).count();
        let mut conventions = Self {
            style: if yaml * 2 > examples.len() { FrontMatterStyle::Yaml } else { FrontMatterStyle::Toml },
            has_dates: most(&|example| example.has_date),
            has_descriptions: most(&|example| example.has_description),
            ..Self::default()
        };
        for example in examples {
            for (name, terms) in &example.taxonomies {
                let is_new = conventions.taxonomies.iter().all(|(known, _)| known != name);
                if is_new && most(&|example| example.taxonomies.iter().any(|(other, _)| other == name)) {
                    conventions.taxonomies.push((name.clone(), terms.first().cloned().unwrap_or_default()));
                }
            }
            for (name, value) in &example.extra {
                let is_new = conventions.extra.iter().all(|(known, _)| known != name);
                if is_new && most(&|example| example.extra.iter().any(|(other, _)| other == name)) {
                    conventions.extra.push((name.clone(), value.clone()));
                }
            }
        }
        conventions
    }

    /// The lines that offer the taxonomies and the fields of `extra`, all of them remarks or empty tables.
    pub fn offers(&self) -> String {
        let terms = |term: &String| Data::List(vec![Data::Text(term.clone())]);
        let taxonomies = self.taxonomies.iter().map(|(name, term)| (name, terms(term)));
        let extra = self.extra.iter().map(|(name, value)| (name, value.clone()));
        self.table("taxonomies", taxonomies) + &self.table("extra", extra)
    }

    fn table<'a>(&self, name: &str, fields: impl Iterator<Item = (&'a String, Data)>) -> String {
        let lines: String = fields.map(|(name, value)| self.offer(name, &value)).collect();
        match self.style {
            _ if lines.is_empty() => lines,
            FrontMatterStyle::Toml => format!("\n[{name}]\n{lines}"),
            // A YAML key without a value would be nothing, and not a table.
            FrontMatterStyle::Yaml => format!("# {name}:\n{lines}"),
        }
    }

    fn offer(&self, name: &str, value: &Data) -> String {
        let (empty, remark) = (empty_like(value), example_of(value));
        match self.style {
            FrontMatterStyle::Toml => format!("# {} = {empty}{remark}\n", toml_key(name)),
            FrontMatterStyle::Yaml => format!("#   {}: {empty}{remark}\n", yaml_key(name)),
        }
    }
}

/// A value of the same kind that says nothing; a date keeps its form by being the neighbour's.
fn empty_like(value: &Data) -> String {
    match value {
        Data::Bool(_) => "false".to_owned(),
        Data::Integer(_) | Data::Large(_) => "0".to_owned(),
        Data::Float(_) => "0.0".to_owned(),
        Data::Text(text) if Date::parse(text).is_some_and(|date| date.text == *text) => text.clone(),
        Data::Text(_) | Data::Null => "\"\"".to_owned(),
        Data::List(_) => "[]".to_owned(),
        Data::Map(_) => "{}".to_owned(),
    }
}

/// A remark with the neighbour's value, where that is short and helps.
fn example_of(value: &Data) -> String {
    let shown = match value {
        Data::Text(text) if Date::parse(text).is_none() => quoted_if_short(text),
        Data::Integer(number) => Some(number.to_string()),
        Data::Float(number) => Some(number.to_string()),
        Data::List(values) => match values.first() {
            Some(Data::Text(text)) => quoted_if_short(text).map(|text| format!("[{text}]")),
            Some(Data::Map(entries)) => {
                let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
                Some(format!("tables of {}", keys.join(", "))).filter(|keys| is_short(keys))
            }
            _ => None,
        },
        Data::Map(entries) => {
            let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
            Some(format!("a table of {}", keys.join(", "))).filter(|keys| is_short(keys))
        }
        _ => None,
    };
    shown.map(|shown| format!("  # such as {shown}")).unwrap_or_default()
}

fn quoted_if_short(text: &str) -> Option<String> {
    (!text.is_empty() && is_short(text)).then(|| quoted(text))
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= LONGEST_EXAMPLE_CHARS && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(style: FrontMatterStyle, extra: &[(&str, Data)]) -> SiblingExample {
        let extra = extra.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        SiblingExample { style, extra, ..SiblingExample::default() }
    }

    #[test]
    fn what_half_of_them_do_is_a_habit() {
        let text = |text: &str| Data::Text(text.to_owned());
        let examples = [
            example(
                FrontMatterStyle::Yaml,
                &[("venue", text("渋谷")), ("seats", Data::Integer(30)), ("once", Data::Null)],
            ),
            example(FrontMatterStyle::Yaml, &[("venue", text("")), ("start", text("2026-10-17T13:00:00+09:00"))]),
            example(FrontMatterStyle::Toml, &[("seats", Data::Integer(1)), ("start", text("2026-10-17"))]),
        ];
        let conventions = Conventions::of(&examples);
        assert_eq!((conventions.style, conventions.has_dates), (FrontMatterStyle::Yaml, false));
        assert_eq!(
            conventions.offers(),
            "# extra:\n#   venue: \"\"  # such as \"渋谷\"\n#   seats: 0  # such as 30\n\
             #   start: 2026-10-17T13:00:00+09:00\n"
        );
        assert_eq!(Conventions::of(&[]), Conventions::default());
        assert_eq!(Conventions::of(&examples[1..]).style, FrontMatterStyle::Toml, "in doubt, TOML");
    }

    #[test]
    fn every_kind_of_value_is_offered_as_a_remark() {
        let map = Data::Map(vec![("name".to_owned(), Data::Null), ("a\nb".to_owned(), Data::Null)]);
        let terms = vec![("tags".to_owned(), vec!["対面".to_owned()])];
        let values =
            [Data::Bool(true), Data::Float(1.5), Data::List(vec![map.clone()]), map, Data::Text("a\nb".into())];
        for style in [FrontMatterStyle::Toml, FrontMatterStyle::Yaml] {
            let extra: Vec<(&str, Data)> = ["a", "春", "c d", "e", "f"].into_iter().zip(values.clone()).collect();
            let offers =
                Conventions::of(&[SiblingExample { taxonomies: terms.clone(), ..example(style, &extra) }]).offers();
            let lines = offers.lines().filter(|line| !line.is_empty());
            assert!(lines.clone().all(|line| line.starts_with(['#', '['])), "{offers}");
            assert_eq!(lines.count(), 8, "{offers}");
            assert!(offers.contains("tags") && offers.contains("such as [\"対面\"]"), "{offers}");
        }
    }
}
