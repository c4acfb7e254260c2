//! Rules between entries: which of them have to be named by others.

use super::{ContentType, Subject, Types};
use crate::source::{Data, Diagnostic, SourcePath};

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
