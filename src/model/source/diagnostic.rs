//! Faults in a site, as values: collected, sorted and shown once at the end of a run.

use serde::Serialize;

use super::{Place, SourcePath, Span, TreeFault, Wording};

/// How much a fault matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site is not published.
    Error,
    /// The site is published; somebody should look.
    Warning,
}

/// What cannot go on after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stops {
    /// The phases of a build that need what the fault kept from being made.
    LaterPhases,
    /// Only the publishing of the site. What is at fault was made all the same: a broken link leaves its text as it was
    /// written, so the faults of later phases can be found in the same run.
    Publishing,
}

/// Another place that helps to understand a fault, such as the template that included the one at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What stands there: "called from here".
    pub label: Wording,
    /// The file.
    pub file: SourcePath,
    /// Where in the file, when known.
    pub place: Option<Place>,
}

/// One fault of the site: what is wrong, where, and what to do about it. In which language that is said is chosen where it
/// is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A short stable name of the kind of fault: `link-missing-page`.
    pub code: &'static str,
    /// Whether it stops the site from being published.
    pub severity: Severity,
    /// What an error stops.
    pub stops: Stops,
    /// The file at fault, unless the fault is in none (an argument of the command line, say).
    pub file: Option<SourcePath>,
    /// Where in the file, when known.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop at its end.
    pub message: Wording,
    /// What to do about it; it may say nothing in one of the languages.
    pub hint: Option<Wording>,
    /// Other places worth seeing.
    pub notes: Vec<Note>,
    /// What it is about, where others say it in words of their own.
    pub cause: Option<Box<FrontMatterFault>>,
}

/// What is wrong with an entry's front matter, as data: whoever knows the entry's type says it in its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrontMatterFault {
    /// Its writing, or the shape of a value.
    Tree(TreeFault),
    /// There is none, or it does not end.
    NoFrontMatter,
    /// A value that says nothing where it has to say something.
    EmptyValue {
        /// The key, with those of the tables around it: `taxonomies.tags`.
        key: String,
    },
    /// A value that becomes an address and holds a character that none can have.
    ControlCharacter {
        /// The key, with those of the tables around it: `taxonomies.tags`.
        key: String,
    },
    /// A taxonomy that the configuration does not declare.
    UndeclaredTaxonomy {
        /// Its name.
        name: String,
    },
    /// A field that tells when the entry comes or goes is no date.
    NoDate {
        /// The key, with those of the tables around it: `extra.publish_at`.
        key: String,
    },
    /// The entry goes before it comes.
    WrongOrder {
        /// The key of the time at which it goes.
        key: String,
    },
}

impl Diagnostic {
    /// An error of the given kind, in no file yet.
    pub fn error(code: &'static str, message: Wording) -> Self {
        Self {
            code,
            severity: Severity::Error,
            stops: Stops::LaterPhases,
            file: None,
            place: None,
            message,
            hint: None,
            notes: Vec::new(),
            cause: None,
        }
    }

    /// A warning of the given kind, in no file yet.
    pub fn warning(code: &'static str, message: Wording) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// A fault of the writing or of the shape of settings; `text` is that of the whole file.
    pub fn of_tree(code: &'static str, fault: TreeFault, text: &str) -> Self {
        let message = Wording::compose(|language| fault.in_language(language).message);
        let hint = Wording::compose(|language| fault.in_language(language).hint.unwrap_or_default());
        let (place, hint) = (Some(Place::of(text, &fault.span)), Some(hint).filter(|hint| !hint.is_empty()));
        Self { place, hint, ..Self::error(code, message) }.with_cause(FrontMatterFault::Tree(fault))
    }

    /// Says what it is about, for others to say it in words of their own.
    #[must_use]
    pub fn with_cause(self, cause: FrontMatterFault) -> Self {
        Self { cause: Some(Box::new(cause)), ..self }
    }

    /// Says that what is at fault was made all the same.
    #[must_use]
    pub fn stopping_only_publishing(self) -> Self {
        Self { stops: Stops::Publishing, ..self }
    }

    /// Whether it says the same of the same place, so that both differ at most in what was being done when they showed.
    pub fn is_at_the_same_place(&self, other: &Self) -> bool {
        self.place.is_some()
            && (self.code, &self.file, &self.place, &self.message)
                == (other.code, &other.file, &other.place, &other.message)
    }

    /// Says which file is at fault.
    #[must_use]
    pub fn in_file(self, file: &SourcePath) -> Self {
        Self { file: Some(file.clone()), ..self }
    }

    /// Says where in the file's `text` the fault stands.
    #[must_use]
    pub fn at(self, text: &str, span: &Span) -> Self {
        Self { place: Some(Place::of(text, span)), ..self }
    }

    /// Says where the fault stands.
    #[must_use]
    pub fn with_place(self, place: Option<Place>) -> Self {
        Self { place, ..self }
    }

    /// Says what to do.
    #[must_use]
    pub fn with_hint(self, hint: Wording) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// Says what to do in each language in which that is not said already.
    #[must_use]
    pub fn with_fallback_hint(self, hint: &Wording) -> Self {
        let hint = self.hint.map_or_else(|| hint.clone(), |own| own.or(hint));
        Self { hint: Some(hint), ..self }
    }

    /// Adds another place worth seeing.
    #[must_use]
    pub fn with_note(mut self, label: Wording, file: &SourcePath, place: Option<Place>) -> Self {
        self.notes.push(Note { label, file: file.clone(), place });
        self
    }

    /// Whether this fault stops the site from being published.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Whether later phases of the build would lack what this fault has kept from being made.
    pub fn stops_later_phases(&self) -> bool {
        self.is_error() && self.stops == Stops::LaterPhases
    }
}

/// Sorts by file and place, and drops repetitions, so that the same faults always read the same.
pub fn sort_diagnostics(diagnostics: &mut Vec<Diagnostic>) {
    let notes = |diagnostic: &Diagnostic| -> Vec<(Wording, SourcePath)> {
        diagnostic.notes.iter().map(|note| (note.label.clone(), note.file.clone())).collect()
    };
    // Renders run side by side, so faults of one template arrive in any order; what was being rendered tells them apart.
    diagnostics.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)).then_with(|| notes(a).cmp(&notes(b))));
    diagnostics.dedup();
}

fn sort_key(diagnostic: &Diagnostic) -> (Option<&SourcePath>, usize, usize, &str, &Wording) {
    let (line, column) = diagnostic.place.as_ref().map_or((0, 0), |place| (place.line, place.column));
    (diagnostic.file.as_ref(), line, column, diagnostic.code, &diagnostic.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_by_file_and_place_without_repetitions() {
        let [a, b] = ["content/a.md", "content/b.md"].map(SourcePath::new);
        let at = |file: &SourcePath, span| {
            Diagnostic::error("x", Wording::of_site("wrong")).in_file(file).at("one\ntwo\n", &span)
        };
        let mut found = vec![at(&b, 0..1), at(&a, 4..5), at(&a, 0..1), at(&b, 0..1)];
        sort_diagnostics(&mut found);
        assert_eq!(found, [at(&a, 0..1), at(&a, 4..5), at(&b, 0..1)]);
    }
}
