//! Content types in a build: reading them, and checking every entry that has one.
//!
//! A site without `data/types/` has no types, and then nothing here does anything.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
};

use jiff::Zoned;
use rayon::prelude::*;

use super::{
    Project,
    entries::{Entries, is_content},
};
use crate::{
    config::Config,
    content::{FrontMatter, Parts, split_front_matter},
    templates::TemplateSet,
};
use tsubame_model::{
    schema::{
        EntryInput, EntryRef, Form, FrontMatterText, Subject, Types, ValidationContext, check_entry_refs,
        check_folders, front_matter_fault, missing_template, parse_form, validate,
    },
    source::{Checked, Data, Diagnostic, Format, SourcePath},
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
pub struct TypedEntries {
    /// All types.
    pub types: Types,
    /// All entries that have one, in the order of their paths.
    pub entries: Vec<TypedEntry>,
    /// Those that are held back by their dates, of which only other entries' rules know.
    held_back: Vec<TypedEntry>,
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

impl TypedEntries {
    /// The entries as rules and targets look at them.
    pub fn entry_refs(&self) -> Vec<EntryRef<'_>> {
        self.entries.iter().filter_map(|entry| self.entry_ref(entry, true)).collect()
    }

    /// The same, with the entries that are held back.
    fn all_entry_refs(&self) -> Vec<EntryRef<'_>> {
        let held_back = self.held_back.iter().filter_map(|entry| self.entry_ref(entry, false));
        self.entry_refs().into_iter().chain(held_back).collect()
    }

    fn entry_ref<'a>(&'a self, entry: &'a TypedEntry, is_shown: bool) -> Option<EntryRef<'a>> {
        let subject = Subject { data: &entry.data, folder: entry.folder(), now: &self.now };
        let kind = self.types.get(&entry.type_id)?;
        Some(EntryRef { kind, file: &entry.file, relative: entry.relative(), subject, is_shown })
    }
}

/// Reads the types of a site, and looks at its forms, which nothing else in a build does.
pub(super) fn read_types(project: &Project) -> Checked<Types> {
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
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
        return Checked::new(Types::default(), faults);
    }
    let (types, found) = Types::parse(&texts);
    faults.extend(found);
    faults.extend(check_folders(&types, &project.files, &texts));
    Checked::new(types, faults)
}

/// Checks every entry that has a type. What the types say of a file replaces what reading it said of the same line
/// (`reading_faults`), and the rest is said in the words of its type. While the types themselves have faults, no entry
/// is blamed.
pub(super) fn check_typed_entries(
    project: &Project,
    config: &Config,
    read: &Entries,
    types: Checked<Types>,
    reading_faults: Vec<Diagnostic>,
) -> Checked<TypedEntries> {
    let now = project.world.clock.build_time.clone();
    let of_types = |fault: &Diagnostic| fault.is_error() && fault.file.as_ref().is_some_and(Types::is_type_file);
    let are_types_broken = types.faults.iter().any(of_types);
    let Checked { value: types, mut faults } = types;
    if types.is_empty() || are_types_broken {
        let none = TypedEntries { types, entries: Vec::new(), held_back: Vec::new(), now };
        return Checked::new(none, faults).with_faults(reading_faults);
    }
    let files = TypedFiles::list(project, config, read, &types, &reading_faults);
    let context = ValidationContext { types: &types, files: &project.files, drafts: &files.drafts, now: &now };
    let check = |path: &&SourcePath| {
        let text = match files.texts.get(path) {
            Some(text) => Cow::Borrowed(*text),
            None => Cow::Owned(project.read_text(path).ok()?),
        };
        check_entry(path, &text, &context).filter(|checked| config.drafts || !is_draft(&checked.value.data))
    };
    let checked: Vec<Checked<TypedEntry>> = files.shown.par_iter().filter_map(check).collect();
    let Checked { value: entries, faults: found } = checked.into_iter().collect();
    let held_back = files.held_back.iter().filter_map(|path| {
        let text = project.read_text(path).ok()?;
        Some(read_entry(path, &text, &types)?.0)
    });
    let held_back = held_back.collect();
    faults.extend(say_in_words_of_types(project, &types, &found, reading_faults));
    faults.extend(found);
    let typed = TypedEntries { types, entries, held_back, now };
    faults.extend(check_entry_refs(&typed.types, &typed.all_entry_refs()));
    Checked::new(typed, faults)
}

/// The content files that types may speak of.
struct TypedFiles<'a> {
    /// The texts of pages that could be read.
    texts: HashMap<&'a SourcePath, &'a str>,
    /// Pages of the site, and files with errors.
    shown: Vec<&'a SourcePath>,
    /// Pages that are held back by their dates.
    held_back: BTreeSet<SourcePath>,
    /// Pages that are drafts, by their paths below `content/`.
    drafts: BTreeSet<&'a str>,
}

impl<'a> TypedFiles<'a> {
    fn list(
        project: &'a Project,
        config: &Config,
        read: &'a Entries,
        types: &Types,
        reading_faults: &'a [Diagnostic],
    ) -> Self {
        let whole = read.pages.iter().map(|parsed| (&parsed.entry.file.path, parsed.text.whole.as_str()));
        let of_broken = read.broken.iter().filter_map(|entry| Some((&entry.path, entry.text.as_ref()?.whole.as_str())));
        let texts: HashMap<&SourcePath, &str> = whole.chain(of_broken).collect();
        let broken = reading_faults.iter().filter(|fault| fault.is_error()).filter_map(|fault| fault.file.as_ref());
        let shown: BTreeSet<&SourcePath> = texts.keys().copied().chain(broken).collect();
        let held_back: BTreeSet<SourcePath> =
            read.held_back.keys().map(|relative| SourcePath::new(format!("content/{relative}"))).collect();
        let is_draft_file = |path: &&SourcePath| {
            let is_typed = path.strip_folder("content").is_some_and(|relative| types.of_entry(relative).is_some());
            is_content(path, config) && is_typed && !shown.contains(path) && !held_back.contains(*path)
        };
        let drafts = project.below("content").filter(is_draft_file).filter_map(|path| path.strip_folder("content"));
        let drafts = drafts.collect();
        Self { texts, shown: shown.into_iter().collect(), held_back, drafts }
    }
}

/// What reading said of files with a type: gone where the type says something of the same line, else in its words.
fn say_in_words_of_types(
    project: &Project,
    types: &Types,
    found: &[Diagnostic],
    mut reading_faults: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let line = |fault: &Diagnostic| Some((fault.file.clone()?, fault.place.as_ref()?.line));
    let told: BTreeSet<_> = found.iter().filter(|fault| fault.is_error()).filter_map(line).collect();
    reading_faults.retain(|fault| fault.cause.is_none() || line(fault).is_none_or(|line| !told.contains(&line)));
    for fault in reading_faults.iter_mut().filter(|fault| fault.cause.is_some()) {
        let Some(path) = fault.file.clone() else { continue };
        let kind = path.strip_folder("content").and_then(|relative| types.of_entry(relative));
        if let Some(kind) = kind
            && let Ok(text) = project.read_text(&path)
        {
            let parts = split_front_matter(&path, &text).ok();
            let parsed = parts.as_ref().map(|parts| FrontMatter::parse(&text, parts));
            let format = parts.as_ref().map_or(Format::Toml, |parts| parts.format);
            let front = FrontMatterText { text: &text, format, root: parsed.as_ref().map(|parsed| &parsed.root) };
            *fault = front_matter_fault(kind, front, fault.clone());
        }
    }
    reading_faults
}

/// Reads one file, if it is an entry with a type and can be read at all.
fn read_entry(path: &SourcePath, text: &str, types: &Types) -> Option<(TypedEntry, Parts)> {
    let kind = types.of_entry(path.strip_folder("content")?)?;
    let parts = split_front_matter(path, text).ok()?;
    let front = FrontMatter::parse(text, &parts);
    if !front.faults.is_empty() {
        return None;
    }
    let data = front.root.to_data();
    Some((TypedEntry { file: path.clone(), type_id: kind.id.clone(), data }, parts))
}

/// Reads one file as [`read_entry`] does, and checks it.
fn check_entry(path: &SourcePath, text: &str, context: &ValidationContext<'_>) -> Option<Checked<TypedEntry>> {
    let (entry, parts) = read_entry(path, text, context.types)?;
    let kind = context.types.get(&entry.type_id)?;
    let root = FrontMatter::parse(text, &parts).root;
    let Parts { front, body, .. } = parts;
    let faults = validate(&EntryInput { kind, file: path, text, front, body, root: &root, data: &entry.data }, context);
    Some(Checked::new(entry, faults))
}

/// Finds types whose template is not there.
pub(super) fn missing_templates(project: &Project, types: &Types, templates: &TemplateSet) -> Vec<Diagnostic> {
    let missing = types.iter().filter_map(|kind| {
        let template = kind.template.as_ref().filter(|template| !templates.has(template))?;
        let text = project.read_text(&kind.file).unwrap_or_default();
        Some(missing_template(kind, &text, template))
    });
    missing.collect()
}

fn is_draft(data: &Data) -> bool {
    data.get("draft") == Some(&Data::Bool(true))
}
