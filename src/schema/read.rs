//! Files of `data/` as values, with a fault that names file and line.

use serde::de::DeserializeOwned;

use crate::source::{Diagnostic, Format, SourcePath, Step, locate_value, parse_yaml};

/// The code of every fault in a file that describes something.
pub(super) const CODE: &str = "schema-file";

/// Reads a YAML file, or adds a fault.
pub(super) fn read_yaml<T: DeserializeOwned>(path: &SourcePath, text: &str, faults: &mut Vec<Diagnostic>) -> Option<T> {
    match parse_yaml(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let message = format!("この定義ファイルは読み込めません: {}", error.message);
            let fault = Diagnostic::error(CODE, message).in_file(path);
            let fault =
                fault.with_hint("書ける項目は README の「Content types」と、ほかの定義ファイルの例を見てください");
            faults.push(match &error.span {
                Some(span) => fault.at(text, span),
                None => fault,
            });
            None
        }
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
