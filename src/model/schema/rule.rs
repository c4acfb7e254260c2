//! Rules between the fields of an entry, and between entries.

use super::Condition;
use crate::source::{Diagnostic, Severity, SourcePath, Wording};

/// The code of a fault against a rule.
pub(super) const CODE: &str = "entry-rule";

/// What has to hold where some conditions hold.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeRule {
    /// Its name in this type.
    pub id: String,
    /// Its name for editors.
    pub label: String,
    /// The entries it is for; without conditions, all of the type.
    pub when: Vec<Condition>,
    /// What has to hold for these.
    pub require: Vec<Condition>,
    /// Entries of which at least one has to name this one.
    pub referenced_by: Option<Reference>,
    /// What is wrong when the rule is broken.
    pub message: String,
    /// What to do then, wherever the entry is edited.
    pub hint: String,
    /// How that is written in a file.
    pub syntax: String,
    /// Whether it stops the site from being published.
    pub level: RuleLevel,
}

/// Entries that name another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Their type.
    pub type_id: String,
    /// Their field that names it.
    pub field: String,
    /// Which of them count.
    pub when: Vec<Condition>,
    /// Whether only those count that are part of the site now, not those whose time is to come or over.
    pub shown: bool,
}

/// How much a broken rule matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuleLevel {
    /// Nothing is published.
    #[default]
    Error,
    /// Somebody should look.
    Warning,
}

impl TypeRule {
    /// What to do, and how that is written in a file.
    pub fn file_hint(&self) -> String {
        format!("{}{}", self.hint, self.syntax)
    }

    /// The fault of an entry that breaks the rule.
    pub(super) fn fault(&self, file: &SourcePath) -> Diagnostic {
        let Self { message, label, .. } = self;
        let message = Wording::new(format!("{message} (rule \"{label}\")"), format!("{message}（決まり「{label}」）"));
        let fault = Diagnostic::error(CODE, message).in_file(file);
        let hint = self.file_hint();
        let fault = if hint.is_empty() { fault } else { fault.with_hint(Wording::of_site(hint)) };
        match self.level {
            RuleLevel::Error => fault,
            RuleLevel::Warning => Diagnostic { severity: Severity::Warning, ..fault },
        }
    }
}
