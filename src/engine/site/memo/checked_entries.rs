//! What content types say of their entries, held while nothing has changed that they look at.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crate::site::typed_entry::TypedEntry;
use tsubame_model::{
    schema::{Types, ValidationContext},
    source::{DataNode, Diagnostic, SourcePath},
};

/// An entry with what its type says of it.
#[derive(Clone)]
pub struct CheckedEntry {
    /// The parsed front matter that it was made from. A file whose text stays keeps the same one, so it is not compared.
    pub front: Arc<DataNode<'static>>,
    /// Which of the dates that its type's conditions ask about were past.
    pub passed: Vec<bool>,
    /// The entry.
    pub entry: Arc<TypedEntry>,
    /// Its faults.
    pub faults: Vec<Diagnostic>,
}

/// Checked entries by their files, with what they were checked against.
#[derive(Default)]
pub struct CheckedEntries {
    types: Types,
    files: Vec<SourcePath>,
    drafts: BTreeSet<String>,
    entries: HashMap<SourcePath, CheckedEntry>,
}

impl CheckedEntries {
    /// Begins a build: what was checked against other types or files, or beside other drafts, is forgotten.
    pub fn begin(&mut self, context: &ValidationContext<'_>) {
        let is_same = self.types == *context.types
            && self.files == context.files
            && self.drafts.iter().map(String::as_str).eq(context.drafts.iter().copied());
        if !is_same {
            let drafts = context.drafts.iter().map(|&draft| draft.to_owned()).collect();
            *self = Self { types: context.types.clone(), files: context.files.to_vec(), drafts, ..Self::default() };
        }
    }

    /// What is known of the entry whose file was parsed to this value.
    pub fn find(&self, path: &SourcePath, front: &Arc<DataNode<'static>>) -> Option<&CheckedEntry> {
        self.entries.get(path).filter(|known| Arc::ptr_eq(&known.front, front))
    }

    /// Keeps the entries of this build and no others.
    pub fn replace(&mut self, entries: impl Iterator<Item = CheckedEntry>) {
        self.entries = entries.map(|checked| (checked.entry.file.clone(), checked)).collect();
    }
}
