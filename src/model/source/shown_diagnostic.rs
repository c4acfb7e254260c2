//! Faults in one language, as people and programs get them.

use serde::Serialize;

use super::{Diagnostic, MessageLanguage, Place, Severity, SourcePath};

/// A [`Diagnostic`] in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownDiagnostic {
    /// A short stable name of the kind of fault.
    pub code: &'static str,
    /// Whether it stops the site from being published.
    pub severity: Severity,
    /// The file at fault, unless the fault is in none.
    pub file: Option<SourcePath>,
    /// Where in the file, when known.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop at its end.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Other places worth seeing.
    pub notes: Vec<ShownNote>,
}

/// A [`Note`](super::Note) in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownNote {
    /// What stands there.
    pub label: String,
    /// The file.
    pub file: SourcePath,
    /// Where in the file, when known.
    pub place: Option<Place>,
}

impl Diagnostic {
    /// The fault as it is shown in a language.
    pub fn in_language(&self, language: MessageLanguage) -> ShownDiagnostic {
        let hint = self.hint.as_ref().map(|hint| hint.in_language(language).to_owned());
        let hint = hint.filter(|hint| !hint.is_empty());
        let notes = self.notes.iter().map(|note| ShownNote {
            label: note.label.in_language(language).to_owned(),
            file: note.file.clone(),
            place: note.place.clone(),
        });
        ShownDiagnostic {
            code: self.code,
            severity: self.severity,
            file: self.file.clone(),
            place: self.place.clone(),
            message: self.message.in_language(language).to_owned(),
            hint,
            notes: notes.collect(),
        }
    }
}
