//! Data files of every format as values. A fault names the file and, where the format's parser knows it, the place.
//!
//! | file | holds |
//! |---|---|
//! | `bibtex`, `bibtex_expansion` | BibTeX, and how long its texts become |
//! | `xml` | XML as nested maps |
//! | `nesting` | how deep data may be nested |
//!
//! TOML, YAML, JSON and CSV are read in this file itself.

mod bibtex;
mod bibtex_expansion;
mod nesting;
mod xml;

use tera::Value;

use super::{
    query::DataFormat,
    values::{MapBuilder, data_value},
};
use tsubame_model::source::{Data, FormatError, Place, Wording, parse_toml, parse_yaml};

/// Reads `text`; `name` is the file shown in a message.
pub(super) fn parse_data(name: &Wording, text: String, format: DataFormat) -> Result<Value, Wording> {
    let (format_name, parsed) = match format {
        DataFormat::Plain => return Ok(Value::from(text)),
        DataFormat::Toml => {
            ("TOML", parse_toml(&text).map(|data: Data| data_value(&data)).map_err(|e| placed(&e, &text)))
        }
        DataFormat::Yaml => {
            ("YAML", parse_yaml(&text).map(|data: Data| data_value(&data)).map_err(|e| placed(&e, &text)))
        }
        DataFormat::Json => ("JSON", parse_json(&text)),
        DataFormat::Csv => ("CSV", parse_csv(&text)),
        DataFormat::Bibtex => ("BibTeX", bibtex::parse_bibtex(&text)),
        DataFormat::Xml => ("XML", xml::parse_xml(text)),
    };
    parsed.map_err(|reason| {
        Wording::new(
            format!("{} cannot be read as {format_name}: {}", name.english(), reason.english()),
            format!("{} を {format_name} として読めません: {}", name.japanese(), reason.japanese()),
        )
    })
}

fn placed(error: &FormatError, text: &str) -> Wording {
    let Some(span) = &error.span else { return error.message.clone() };
    let Place { line, column, .. } = Place::of(text, span);
    Wording::new(
        format!("{} at line {line} column {column}", error.message.english()),
        format!("{}（{line}行 {column}列）", error.message.japanese()),
    )
}

fn parse_json(text: &str) -> Result<Value, Wording> {
    serde_json::from_str::<Data>(text).map(|data| data_value(&data)).map_err(|error| Wording::of_library(&error))
}

/// A line of headers, and records of as many texts.
fn parse_csv(text: &str) -> Result<Value, Wording> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let row = |record: &csv::StringRecord| Value::from(record.iter().map(Value::from).collect::<Vec<Value>>());
    let headers = reader.headers().map(row).map_err(|error| Wording::of_library(&error))?;
    let mut records: Vec<Value> = Vec::new();
    for record in reader.records() {
        records.push(row(&record.map_err(|error| Wording::of_library(&error))?));
    }
    Ok(MapBuilder::with_capacity(2).set("headers", headers).set("records", records).finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format() {
        for (format, text, expected) in [
            (
                DataFormat::Toml,
                "b = 1\nday = 2024-02-29\n[a]\nx = [1.5]",
                r#"{"a": {"x": [1.5]}, "b": 1, "day": "2024-02-29"}"#,
            ),
            (DataFormat::Json, r#"{"b": null, "a": [1, "い"]}"#, r#"{"b": , "a": [1, "い"]}"#),
            (DataFormat::Yaml, "b: 1\na: [x, true]\n", r#"{"b": 1, "a": ["x", true]}"#),
            (DataFormat::Csv, "品,値\nりんご,120\n", r#"{"headers": ["品", "値"], "records": [["りんご", "120"]]}"#),
            (DataFormat::Xml, "<a x=\"1\"><b>2</b><b>c</b></a>", r#"{"a": {"@x": 1, "b": [2, "c"]}}"#),
            (DataFormat::Plain, "そのまま", "そのまま"),
        ] {
            assert_eq!(
                parse_data(&Wording::of_site("x"), text.to_owned(), format).unwrap().to_string(),
                expected,
                "{format:?}"
            );
        }
        let text = "@comment{a}\n@string{p = \"森\"}\n@book{k, Title = {木}, publisher = p}";
        let value = parse_data(&Wording::of_site("x"), text.to_owned(), DataFormat::Bibtex).unwrap().to_string();
        assert!(value.contains(r#""tags": {"publisher": "森", "title": "木"}"#), "{value}");
    }

    #[test]
    fn faults_name_the_file() {
        let deep_xml = "<a>".repeat(100_000);
        let deep_json = "[".repeat(100_000);
        // Names of tags are not all that can stand between `<` and `>`.
        let hidden_xml = format!("<a>{}", "<b c=\"/>\">".repeat(20_000));
        let wide_xml = format!("<a {}/>", (0..501).map(|at| format!("a{at}='' ")).collect::<Vec<_>>().concat());
        let named_xml =
            format!("<a {}/>", (0..51).map(|at| format!("xmlns:n{at}='{at}' ")).collect::<Vec<_>>().concat());
        let deep_bibtex = format!("@book{{k, title = {}", "{".repeat(100_000));
        let deep_yaml = "[".repeat(100_000);
        for (format, text) in [
            (DataFormat::Yaml, deep_yaml.as_str()),
            (DataFormat::Toml, "a = "),
            (DataFormat::Json, "{"),
            (DataFormat::Json, &deep_json),
            (DataFormat::Yaml, "a: [1\nb: 2"),
            (DataFormat::Csv, "a,b\n1\n"),
            (DataFormat::Xml, "<a>"),
            (DataFormat::Xml, &deep_xml),
            (DataFormat::Xml, &hidden_xml),
            (DataFormat::Xml, &wide_xml),
            (DataFormat::Xml, &named_xml),
            (DataFormat::Bibtex, &deep_bibtex),
        ] {
            let reason = parse_data(&Wording::of_site("data/x.json"), text.to_owned(), format).unwrap_err();
            assert!(reason.english().starts_with("data/x.json cannot be read as "), "{reason:?}");
        }
    }
}
