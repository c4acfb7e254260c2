//! Content types in a build: reading them, and checking every entry that has one.
//!
//! A site without `data/types/` has no types, and then nothing here does anything.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Zoned;
use rayon::prelude::*;

use super::{
    Project,
    casework::read_casework,
    entries::Entries,
    entry_media::{EntryWithMedia, MediaCheck},
    memo::{CheckedEntries, CheckedEntry, Memo},
    message_samples::check_message_samples,
    typed_entry::TypedEntry,
};
use crate::{
    config::Config,
    content::{BrokenEntry, ContentSpans, ContentText, Page, ParsedEntry},
    templates::TemplateSet,
};
use tsubame_model::{
    calendar::Holidays,
    schema::{
        Booking, ContentType, EntryInput, EntryRef, Form, FrontMatterText, Types, ValidationContext, check_entry_refs,
        check_folders, front_matter_fault, missing_template, parse_booking, parse_form, validate,
    },
    source::{DataNode, Diagnostic, Format, NodeValue, SourcePath, WithFaults, entry_folder},
};

/// The typed entries of a site that are part of it now.
#[derive(Clone, Debug)]
pub struct TypedEntries {
    /// All types.
    pub types: Types,
    /// All entries that have one, in the order of their paths.
    pub entries: Vec<Arc<TypedEntry>>,
    /// Those that are held back by their dates, of which only other entries' rules know.
    unpublished: Vec<TypedEntry>,
    /// The time by which dates are past.
    pub now: Zoned,
}

impl TypedEntries {
    /// The entries as rules and targets look at them.
    pub fn entry_refs(&self) -> Vec<EntryRef<'_>> {
        self.entries.iter().filter_map(|entry| self.entry_ref(entry, true)).collect()
    }

    /// The same, with the entries that are held back.
    fn all_entry_refs(&self) -> Vec<EntryRef<'_>> {
        let unpublished = self.unpublished.iter().filter_map(|entry| self.entry_ref(entry, false));
        self.entry_refs().into_iter().chain(unpublished).collect()
    }

    fn entry_ref<'a>(&'a self, entry: &'a TypedEntry, is_shown: bool) -> Option<EntryRef<'a>> {
        let kind = self.types.get(&entry.type_id)?;
        Some(EntryRef {
            kind,
            file: &entry.file,
            relative: entry.relative(),
            subject: entry.subject(&self.now),
            is_shown,
        })
    }
}

/// Reads the types of a site, and looks at its forms, bookings and pipelines, which nothing else in a build does. A site that does
/// not ask for them has none, whatever lies in its `data/`.
pub(super) fn read_types(project: &Project, config: &Config) -> WithFaults<Types> {
    if !config.tsubame.is_there {
        return WithFaults::default();
    }
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    let forms = project.below("data").filter(|path| Form::is_form_file(path));
    let forms: Vec<&str> = forms.filter_map(|path| path.file_name().split('.').next()).collect();
    for path in project.below("data") {
        let (is_form, is_booking) = (Form::is_form_file(path), Booking::is_booking_file(path));
        if !is_form && !is_booking && !Types::is_type_file(path) {
            continue;
        }
        match project.read_text(path) {
            Ok(text) if is_form => faults.extend(parse_form(path, &text).1),
            Ok(text) if is_booking => faults.extend(parse_booking(path, &text, &forms).1),
            Ok(text) => texts.push((path.clone(), text)),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(check_holidays(project));
    faults.extend(read_casework(project).faults);
    faults.extend(check_message_samples(project));
    if texts.is_empty() {
        return WithFaults::new(Types::default(), faults);
    }
    let (types, found) = Types::parse(&texts);
    faults.extend(found);
    faults.extend(check_folders(&types, &project.files, &texts));
    WithFaults::new(types, faults)
}

/// What is wrong with the list of holidays, by which the times of bookings go.
fn check_holidays(project: &Project) -> Vec<Diagnostic> {
    let file = SourcePath::new(Holidays::FILE);
    if project.files.binary_search(&file).is_err() {
        return Vec::new();
    }
    match project.world.files.read(&file) {
        Ok(bytes) => {
            let faults = Holidays::parse(&bytes).err().unwrap_or_default();
            faults.iter().map(|fault| Holidays::fault(fault.message())).collect()
        }
        Err(error) => vec![error.diagnostic(&file)],
    }
}

/// Checks every entry that has a type, but for what the memo knows. What the types say of a file replaces what reading it
/// said of the same line (the faults of `read`), and the rest is said in the words of its type. While the types themselves
/// have faults, no entry is blamed.
pub(super) fn check_typed_entries(
    project: &Project,
    config: &Config,
    read: WithFaults<&Entries>,
    types: WithFaults<Types>,
    memo: &mut Memo,
) -> WithFaults<TypedEntries> {
    let now = project.world.clock.build_time.clone();
    let of_types = |fault: &Diagnostic| fault.is_error() && fault.file.as_ref().is_some_and(Types::is_type_file);
    let are_types_broken = types.faults.iter().any(of_types);
    let WithFaults { value: types, mut faults } = types;
    if types.is_empty() || are_types_broken {
        let none = TypedEntries { types, entries: Vec::new(), unpublished: Vec::new(), now };
        return WithFaults::new(none, faults).with_faults(read.faults);
    }
    let WithFaults { value: read, faults: reading_faults } = read;
    let files = TypedFiles::list(read, config);
    let drafts = read.drafts.iter().map(String::as_str).filter(|relative| types.of_entry(relative).is_some()).collect();
    let context = ValidationContext { types: &types, files: &project.files, drafts: &drafts, now: &now };
    let mut known = memo.checked_entries(&context);
    let check = |file: &FrontMatterFile<'_>| check_entry(file, &context, known.as_deref());
    let checked: Vec<CheckedEntry> = files.shown.par_iter().filter_map(check).collect();
    let found: Vec<Diagnostic> = checked.iter().flat_map(|checked| checked.faults.iter().cloned()).collect();
    let entries = checked.iter().map(|checked| Arc::clone(&checked.entry)).collect();
    if let Some(known) = &mut known {
        known.replace(checked.into_iter());
    }
    let unpublished =
        files.unpublished.iter().filter_map(|file| Some(read_entry(file, file.find_type(&types)?))).collect();
    faults.extend(say_in_words_of_types(read, &types, &found, reading_faults));
    faults.extend(found);
    faults.extend(check_media(project, config, &types, &files.shown));
    let typed = TypedEntries { types, entries, unpublished, now };
    faults.extend(check_entry_refs(&typed.types, &typed.all_entry_refs()));
    WithFaults::new(typed, faults)
}

/// Looks at the files and addresses that entries name. These may change while the entries stay as they are.
fn check_media(project: &Project, config: &Config, types: &Types, shown: &[FrontMatterFile<'_>]) -> Vec<Diagnostic> {
    let check = MediaCheck::new(project, config);
    let entry = |file: &FrontMatterFile<'_>| {
        let FrontMatterFile { path, text, front, .. } = *file;
        let kind = file.find_type(types)?;
        Some(check.check(EntryWithMedia { kind, file: path, text: &text.whole, root: front }))
    };
    shown.iter().filter_map(entry).flatten().collect()
}

/// A content file with its parsed front matter.
struct FrontMatterFile<'a> {
    path: &'a SourcePath,
    text: &'a ContentText,
    front: &'a Arc<DataNode<'static>>,
    url_path: Option<&'a str>,
}

impl<'a> FrontMatterFile<'a> {
    /// Its path below `content/`.
    fn relative(&self) -> &'a str {
        self.path.strip_folder("content").unwrap_or(self.path.as_str())
    }

    /// The type of its entry, if it has one.
    fn find_type<'t>(&self, types: &'t Types) -> Option<&'t ContentType> {
        types.of_entry(self.relative())
    }

    fn of_page(parsed: &'a ParsedEntry<Page>) -> Self {
        let ParsedEntry { entry, text, front } = parsed;
        Self { path: &entry.file.path, text, front, url_path: Some(&entry.path) }
    }

    /// A file of which no page could be made though its front matter could be parsed.
    fn of_broken(broken: &'a BrokenEntry) -> Option<Self> {
        let front = broken.front.as_ref().filter(|_| broken.is_whole)?;
        Some(Self { path: &broken.path, text: broken.text.as_ref()?, front, url_path: None })
    }
}

/// The content files that types may speak of.
struct TypedFiles<'a> {
    /// Pages of the site, and files at fault, in the order of their paths.
    shown: Vec<FrontMatterFile<'a>>,
    /// Pages that are held back by their dates.
    unpublished: Vec<FrontMatterFile<'a>>,
}

impl<'a> TypedFiles<'a> {
    fn list(read: &'a Entries, config: &Config) -> Self {
        let is_draft = |file: &FrontMatterFile<'_>| {
            let draft = file.front.get("draft").map(|node| &node.value);
            !config.drafts && draft == Some(&NodeValue::Boolean(true))
        };
        let is_held = |file: &FrontMatterFile<'_>| read.unpublished.contains_key(file.relative());
        let broken = read.broken.iter().filter_map(FrontMatterFile::of_broken).filter(|file| !is_draft(file));
        let (broken_held, broken): (Vec<_>, Vec<_>) = broken.partition(is_held);
        let mut shown: Vec<FrontMatterFile<'a>> =
            read.pages.iter().map(FrontMatterFile::of_page).chain(broken).collect();
        shown.sort_unstable_by_key(|file| file.path);
        let unpublished = read.unpublished_pages.iter().map(FrontMatterFile::of_page).chain(broken_held).collect();
        Self { shown, unpublished }
    }
}

/// What reading said of files with a type: gone where the type says something of the same line, else in its words.
fn say_in_words_of_types(
    read: &Entries,
    types: &Types,
    found: &[Diagnostic],
    mut reading_faults: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let line = |fault: &Diagnostic| Some((fault.file.clone()?, fault.place.as_ref()?.line));
    let told: BTreeSet<_> = found.iter().filter(|fault| fault.is_error()).filter_map(line).collect();
    reading_faults.retain(|fault| fault.cause.is_none() || line(fault).is_none_or(|line| !told.contains(&line)));
    for fault in reading_faults.iter_mut().filter(|fault| fault.cause.is_some()) {
        let Some(path) = &fault.file else { continue };
        if let Some(kind) = path.strip_folder("content").and_then(|relative| types.of_entry(relative)) {
            *fault = front_matter_fault(kind, find_front_matter(read, path), fault.clone());
        }
    }
    reading_faults
}

/// The front matter of a file, or what of it could be parsed.
fn find_front_matter<'a>(read: &'a Entries, path: &SourcePath) -> FrontMatterText<'a> {
    let of_page = read.pages.iter().find(|parsed| parsed.entry.file.path == *path);
    let of_page = of_page.map(|parsed| (&parsed.text, Some(&*parsed.front)));
    let of_broken = || {
        let broken = read.broken.iter().find(|broken| broken.path == *path)?;
        Some((broken.text.as_ref()?, broken.front.as_deref()))
    };
    match of_page.or_else(of_broken) {
        Some((text, root)) => FrontMatterText { text: &text.whole, format: text.parts.format, root },
        None => FrontMatterText { text: "", format: Format::Toml, root: None },
    }
}

/// The entry of this type in a file.
fn read_entry(file: &FrontMatterFile<'_>, kind: &ContentType) -> TypedEntry {
    let folder = entry_folder(file.relative()).to_owned();
    let url_path = file.url_path.map(str::to_owned);
    TypedEntry { file: file.path.clone(), folder, type_id: kind.id.clone(), url_path, data: file.front.to_data() }
}

/// Reads an entry as [`read_entry`] does, and checks it, unless both are known.
fn check_entry(
    file: &FrontMatterFile<'_>,
    context: &ValidationContext<'_>,
    known: Option<&CheckedEntries>,
) -> Option<CheckedEntry> {
    let kind = file.find_type(context.types)?;
    let passed_dates = |entry: &TypedEntry| kind.passed_dates(&entry.subject(context.now));
    let known = known.and_then(|known| known.find(file.path, file.front));
    if let Some(known) = known.filter(|known| passed_dates(&known.entry) == known.passed) {
        return Some(known.clone());
    }
    let entry = read_entry(file, kind);
    let ContentSpans { front, body, .. } = file.text.parts.clone();
    let TypedEntry { folder, data, .. } = &entry;
    let text = &file.text.whole;
    let input = EntryInput { kind, file: file.path, folder, text, front, body, root: file.front, data };
    let (faults, passed) = (validate(&input, context), passed_dates(&entry));
    Some(CheckedEntry { front: Arc::clone(file.front), passed, entry: Arc::new(entry), faults })
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
