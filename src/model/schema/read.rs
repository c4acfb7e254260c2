//! Files of `data/` as values, with a fault that names file and line.

use serde::de::DeserializeOwned;

use super::wording::in_japanese;
use crate::source::{Diagnostic, Format, FormatError, SourcePath, Step, locate_value, parse_yaml};

/// The code of every fault in a file that describes something.
pub(super) const CODE: &str = "schema-file";

/// Reads a YAML file, or adds a fault.
pub(super) fn read_yaml<T: DeserializeOwned>(path: &SourcePath, text: &str, faults: &mut Vec<Diagnostic>) -> Option<T> {
    match parse_yaml(text) {
        Ok(value) => Some(value),
        Err(error) => {
            faults.push(read_fault(path, text, &error));
            None
        }
    }
}

/// The fault of a file that cannot be read as what it should be.
pub(super) fn read_fault(path: &SourcePath, text: &str, error: &FormatError) -> Diagnostic {
    let said = in_japanese(&error.message);
    let section = match path.parent() {
        "data/forms" => "Forms",
        "data/types" => "Content types",
        _ => "Content targets",
    };
    let about = format!("書ける項目は README の「{section}」を見てください");
    let hint = said.hint.map_or(about.clone(), |hint| format!("{hint}。{about}"));
    let message = format!("この定義ファイルは読み込めません: {}", said.message);
    let fault = Diagnostic::error(CODE, message).in_file(path).with_hint(hint);
    match &error.span {
        Some(span) => fault.at(text, span),
        None => fault,
    }
}

/// A fault at a value of such a file.
pub(super) fn fault_at(path: &SourcePath, text: &str, steps: &[Step], (message, hint): (String, &str)) -> Diagnostic {
    let fault = Diagnostic::error(CODE, message).in_file(path).with_hint(hint);
    match locate_value(Format::Yaml, text, steps) {
        Some(span) => fault.at(text, &span),
        None => fault,
    }
}

/// The hint that something else was meant.
pub(super) fn did_you_mean(meant: &str) -> String {
    format!("`{meant}` の書き間違いではありませんか")
}
