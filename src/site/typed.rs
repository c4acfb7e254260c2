//! Content types in a build: reading them, and checking every entry that has one.
//!
//! A site without `data/types/` has no types, and then nothing here does anything.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};

use jiff::Zoned;
use rayon::prelude::*;

use super::{Project, entries::Entries};
use crate::{
    config::Config,
    content::split_front_matter,
    schema::{Draft, Form, Mentions, Subject, Surroundings, Types, check_mentions, parse_form, validate},
    source::{Data, Diagnostic, SourcePath, parse_format},
};

/// An entry with a type, as its file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedEntry {
    /// Its file.
    pub file: SourcePath,
    /// The id of its type.
    pub type_id: String,
    /// Its front matter.
    pub data: Data,
}

/// The typed entries of a site that are part of it now.
#[derive(Clone, Debug)]
pub struct Stock {
    /// All types.
    pub types: Types,
    /// All entries that have one, in the order of their paths.
    pub entries: Vec<TypedEntry>,
    /// The time by which dates are past.
    pub now: Zoned,
}

impl TypedEntry {
    /// The path below `content/`.
    pub fn relative(&self) -> &str {
        self.file.strip_folder("content").unwrap_or(self.file.as_str())
    }

    /// The folder in which the entry lies, below `content/`: `events` for `events/night/index.md`.
    pub fn folder(&self) -> &str {
        let (folder, name) = self.relative().rsplit_once('/').unwrap_or(("", self.relative()));
        let is_index = name.starts_with("index.") && !folder.is_empty();
        if is_index { folder.rsplit_once('/').map_or("", |(above, _)| above) } else { folder }
    }
}

impl Stock {
    /// The entries as rules and targets look at them.
    pub fn mentions(&self) -> Vec<Mentions<'_>> {
        let entries = self.entries.iter().filter_map(|entry| {
            let subject = Subject { data: &entry.data, folder: entry.folder(), now: &self.now };
            let kind = self.types.get(&entry.type_id)?;
            Some(Mentions { kind, file: &entry.file, relative: entry.relative(), subject })
        });
        entries.collect()
    }
}

/// Reads the types of a site, and looks at its forms, which nothing else in a build does.
pub(super) fn read_types(project: &Project, faults: &mut Vec<Diagnostic>) -> Types {
    let mut texts = Vec::new();
    for path in project.below("data") {
        let (is_type, is_form) = (Types::is_type_file(path), Form::is_form_file(path));
        if !is_type && !is_form {
            continue;
        }
        match project.read_text(path) {
            Ok(text) if is_form => faults.extend(parse_form(path, &text).1),
            Ok(text) => texts.push((path.clone(), text)),
            Err(fault) => faults.push(fault),
        }
    }
    if texts.is_empty() {
        return Types::default();
    }
    let (types, found) = Types::parse(&texts);
    faults.extend(found);
    types
}

/// Reads the types and checks every entry that has one. What the types say of a file replaces what reading it said of the same line.
pub(super) fn take_stock(project: &Project, config: &Config, entries: &Entries, faults: &mut Vec<Diagnostic>) -> Stock {
    let (types, now) = (read_types(project, faults), project.world.now());
    if types.is_empty() {
        return Stock { types, entries: Vec::new(), now };
    }
    let texts: HashMap<&SourcePath, &str> =
        entries.pages.iter().map(|parsed| (&parsed.entry.file.path, parsed.text.whole.as_str())).collect();
    let broken = faults.iter().filter(|fault| fault.is_error()).filter_map(|fault| fault.file.as_ref());
    let files: BTreeSet<&SourcePath> = texts.keys().copied().chain(broken).collect();
    let surroundings = Surroundings { types: &types, files: &project.files, now: &now };
    let look = |path: &&SourcePath| {
        let text = match texts.get(path) {
            Some(text) => Cow::Borrowed(*text),
            None => Cow::Owned(project.read_text(path).ok()?),
        };
        check_entry(path, &text, &surroundings).filter(|(entry, _)| config.drafts || !is_draft(&entry.data))
    };
    let files: Vec<&SourcePath> = files.into_iter().collect();
    let checked: Vec<_> = files.par_iter().filter_map(look).collect();
    let (entries, found): (Vec<TypedEntry>, Vec<Vec<Diagnostic>>) = checked.into_iter().unzip();
    let found: Vec<Diagnostic> = found.into_iter().flatten().collect();
    let line = |fault: &Diagnostic| Some((fault.file.clone()?, fault.place.as_ref()?.line));
    let told: BTreeSet<_> = found.iter().filter_map(line).collect();
    faults.retain(|fault| fault.code != "front-matter" || line(fault).is_none_or(|line| !told.contains(&line)));
    faults.extend(found);
    let stock = Stock { types, entries, now };
    faults.extend(check_mentions(&stock.types, &stock.mentions()));
    stock
}

/// Checks one file, if it is an entry with a type and can be read at all.
fn check_entry(path: &SourcePath, text: &str, around: &Surroundings<'_>) -> Option<(TypedEntry, Vec<Diagnostic>)> {
    let kind = around.types.of_entry(path.strip_folder("content")?)?;
    let front = split_front_matter(path, text).ok()?;
    let data: Data = parse_format(front.format, &text[front.span.clone()]).ok()?;
    let draft =
        Draft { kind, file: path, text, format: front.format, front: front.span, body: front.body, data: &data };
    let faults = validate(&draft, around);
    Some((TypedEntry { file: path.clone(), type_id: kind.id.clone(), data }, faults))
}

fn is_draft(data: &Data) -> bool {
    data.get("draft") == Some(&Data::Bool(true))
}
