//! TOML and YAML texts to typed values, with the place of a fault.

use std::sync::LazyLock;

use regex::Regex;
use serde::de::DeserializeOwned;

use super::{
    Span, Wording,
    nesting::{MOST_OPEN, nesting},
    pattern,
    yaml_size::excess_of_aliases,
};

/// Why a TOML or YAML text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    /// What is wrong, on one line; most of it is said by the format's parser.
    pub message: Wording,
    /// Where in the text, when the parser knows.
    pub span: Option<Span>,
}

/// How settings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// `key = "value"`
    #[default]
    Toml,
    /// `key: value`
    Yaml,
}

/// Reads TOML or YAML.
pub fn parse_format<T: DeserializeOwned>(format: Format, text: &str) -> Result<T, FormatError> {
    match format {
        Format::Toml => parse_toml(text),
        Format::Yaml => parse_yaml(text),
    }
}

/// Reads TOML.
pub fn parse_toml<T: DeserializeOwned>(text: &str) -> Result<T, FormatError> {
    let fault = |error: toml::de::Error| FormatError {
        message: Wording::of_library(&one_line(error.message())),
        span: error.span(),
    };
    toml::from_str(text).map_err(fault)
}

/// Where the YAML parser says in its messages that something is wrong.
static PLACE: LazyLock<Regex> = LazyLock::new(|| pattern(r" at line \d+ column \d+"));

/// Reads YAML. An empty document is an empty map.
pub fn parse_yaml<T: DeserializeOwned>(text: &str) -> Result<T, FormatError> {
    if nesting(text) > MOST_OPEN {
        let message = Wording::new("lists and tables are nested too deeply", "リストや表の入れ子が深すぎます");
        return Err(FormatError { message, span: None });
    }
    if let Some(error) = excess_of_aliases(text) {
        let english = "too much is repeated by aliases (write it out, or repeat less)";
        let message = Wording::new(english, "`*` による繰り返しが多すぎます。繰り返しを減らしてください");
        return Err(FormatError { message, span: yaml_span(text, &error) });
    }
    let is_empty = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    let reader = serde_yaml::Deserializer::from_str(if is_empty { "{}" } else { text });
    T::deserialize(reader).map_err(|error| {
        let span = yaml_span(text, &error);
        // The parser's message tells the place, which is shown beside the excerpt already.
        let message = error.to_string();
        let message = PLACE.replace_all(&message, "").into_owned();
        FormatError { message: Wording::of_library(&one_line(&message)), span }
    })
}

/// Where the YAML parser met an error. Its index counts characters, so the place is taken from line and column.
fn yaml_span(text: &str, error: &serde_yaml::Error) -> Option<Span> {
    let at = error.location()?;
    let before: usize = text.split_inclusive('\n').take(at.line().saturating_sub(1)).map(str::len).sum();
    let line = text.get(before..)?.lines().next().unwrap_or_default();
    let column = at.column().saturating_sub(1);
    let start = before + line.char_indices().nth(column).map_or(line.len(), |(start, _)| start);
    let quote = text[start..].chars().next().filter(|first| matches!(first, '"' | '\''));
    let rest = &text[start..before + line.len()];
    let end = match quote {
        Some(quote) => rest[1..].find(quote).map_or(rest.len(), |end| end + 2),
        None => rest.find(" #").map_or(rest, |end| &rest[..end]).trim_end().len(),
    };
    Some(start..start + end.max(1))
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::{super::Data, *};

    #[test]
    fn faults_know_their_place() {
        let error = parse_toml::<Data>("title = \"春\"\nweight = \n").unwrap_err();
        assert_eq!(error.span.map(|span| span.start), Some(23));
        let error = parse_yaml::<Data>("title: 春\nlist: [1, 2\nmore: 1\n").unwrap_err();
        assert!(error.span.is_some());
        assert!(!error.message.english().contains(" at line "), "{:?}", error.message);
    }

    #[test]
    fn what_aliases_repeat_too_much_is_refused_at_its_place() {
        let text = format!("a: &a \"{}\"\nb:\n{}", "x".repeat(1_000_000), "- *a\n".repeat(1_000));
        let error = parse_yaml::<Data>(&text).unwrap_err();
        assert!(error.span.is_some() && error.message.english().contains("aliases"), "{error:?}");
    }

    #[test]
    fn an_empty_yaml_document_is_a_map() {
        for text in ["", "\n", "# only a comment\n"] {
            assert_eq!(parse_yaml::<Data>(text), Ok(Data::Map(Vec::new())), "{text:?}");
        }
    }
}
