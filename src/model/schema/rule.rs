//! Rules between the fields of an entry, and between entries.

use super::{Condition, ContentType, Subject, Types};
use crate::source::{Data, Diagnostic, Severity, SourcePath};

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
        let fault = Diagnostic::error(CODE, format!("{}（決まり「{}」）", self.message, self.label)).in_file(file);
        let hint = self.file_hint();
        let fault = if hint.is_empty() { fault } else { fault.with_hint(hint) };
        match self.level {
            RuleLevel::Error => fault,
            RuleLevel::Warning => Diagnostic { severity: Severity::Warning, ..fault },
        }
    }
}

/// An entry as rules between entries see it.
#[derive(Clone, Copy, Debug)]
pub struct EntryRef<'a> {
    /// Its type.
    pub kind: &'a ContentType,
    /// Its file.
    pub file: &'a SourcePath,
    /// Its path below `content/`.
    pub relative: &'a str,
    /// Its fields.
    pub subject: Subject<'a>,
    /// Whether it is part of the site now, and not held back by its dates.
    pub is_shown: bool,
}

/// Finds entries of the site that no other entry names although one has to; of an entry, the first such rule. Entries
/// that are held back count among those that name others, so that no date that passes stops a site from being built,
/// unless a rule asks for what is shown. A draft may wait for the entries that are going to name it.
pub fn check_entry_refs(types: &Types, entries: &[EntryRef<'_>]) -> Vec<Diagnostic> {
    let mut faults: Vec<Diagnostic> = Vec::new();
    let rules = types.iter().flat_map(|kind| kind.rules.iter().map(move |rule| (kind, rule)));
    for (kind, rule) in rules {
        let Some(reference) = &rule.referenced_by else { continue };
        let naming = entries.iter().filter(|entry| entry.kind.id == reference.type_id);
        let naming = naming.filter(|entry| entry.is_shown || !reference.shown);
        let naming = naming.filter(|entry| entry.subject.meets(&reference.when));
        let mut named: Vec<&str> =
            naming.filter_map(|entry| entry.subject.data.find(&reference.field)?.as_str()).collect();
        named.sort_unstable();
        let own = entries.iter().filter(|entry| entry.is_shown && entry.kind.id == kind.id);
        let own = own.filter(|entry| entry.subject.meets(&rule.when));
        let own = own.filter(|entry| entry.subject.data.get("draft") != Some(&Data::Bool(true)));
        let unnamed = own.filter(|entry| named.binary_search(&entry.relative).is_err());
        let unnamed: Vec<_> =
            unnamed.filter(|entry| !faults.iter().any(|fault| fault.file.as_ref() == Some(entry.file))).collect();
        faults.extend(unnamed.into_iter().map(|entry| rule.fault(entry.file)));
    }
    faults
}
