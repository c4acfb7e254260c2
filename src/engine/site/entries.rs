//! Content files → pages and sections: which files count, which are drafts, whose time has not come or is over.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::{
    NextChange, Project,
    body_text::has_code,
    memo::Memo,
    schedule::{DatedEntry, Schedule, Scheduled},
};
use crate::{
    config::{Config, Lang},
    content::{
        BrokenEntry, ContentText, EntryFile, Page, ParsedEntry, Section, Unpublished, UnpublishedEntries,
        is_section_file, page_assets, parse_page, parse_section, section_assets,
    },
};
use tsubame_model::{
    schema::Types,
    source::{Diagnostic, SourcePath, WithFaults, Wording},
};

/// The texts of entries until their bodies are rendered, by file.
pub(super) type EntryTexts = HashMap<SourcePath, ContentText>;

/// All entries of a site that are not left out as drafts or by their dates.
pub(super) struct Entries {
    pub pages: Vec<ParsedEntry<Page>>,
    pub sections: Vec<ParsedEntry<Section>>,
    /// Those whose files are at fault, with what could be parsed.
    pub broken: Vec<BrokenEntry>,
    /// Pages left out by their dates, of which types and other entries know all the same.
    pub unpublished_pages: Vec<ParsedEntry<Page>>,
    /// Why they are left out, and sections that are, by their paths below `content/`.
    pub unpublished: UnpublishedEntries,
    /// Pages left out as drafts, by their paths below `content/`.
    pub drafts: BTreeSet<String>,
    /// When the first of all dates that are to come is.
    pub next_change: Option<NextChange>,
}

/// Reads all content. Files at fault are left out; the others are still read.
pub(super) fn read_entries(project: &Project, config: &Config, types: &Types, memo: &mut Memo) -> WithFaults<Entries> {
    let content: Vec<&SourcePath> = project.below("content").filter(|path| is_content(path, config)).collect();
    let (indices, pages): (Vec<&SourcePath>, Vec<&SourcePath>) =
        content.into_iter().partition(|path| is_section_file(path.file_name()));
    let indices = indices.into_iter().filter(|path| is_known_index(path.file_name(), config)).collect::<Vec<_>>();
    let read = |path: &SourcePath| memo.sections.read(path, project, |text| parse_section(path, text, config));
    let WithFaults { value: (sections, mut broken), mut faults } = read_all(&indices, read);
    memo.sections.replace(sections.iter(), |section| &section.file.path);
    let draft_folders = draft_folders(&sections, config);
    let is_draft = |path: &SourcePath| {
        !draft_folders.is_empty()
            && EntryFile::new(path, config).is_ok_and(|file| {
                folders_of(path).any(|folder| draft_folders.contains(&(folder.to_owned(), file.lang.clone())))
            })
    };
    let now = project.world.clock.build_time.timestamp();
    let mut dates = DateFilter::new(Schedule { config, types, now });
    let sections = sections.into_iter().filter(|parsed| !is_draft(&parsed.entry.file.path));
    let sections = dates.keep_sections(sections.collect());
    let (draft_paths, pages): (Vec<&SourcePath>, Vec<&SourcePath>) = pages.into_iter().partition(|path| is_draft(path));
    let (held_paths, pages): (Vec<&SourcePath>, Vec<&SourcePath>) =
        pages.into_iter().partition(|path| dates.is_below_held(path));
    let read = |path: &SourcePath| memo.pages.read(path, project, |text| parse_page(path, text, config));
    let (pages, broken_pages) = read_all(&pages, read).unpack(&mut faults);
    // What is wrong with files that no page is made of is told when their time comes.
    let (mut unpublished_pages, broken_held) = read_all(&held_paths, read).value;
    broken.extend(broken_pages.into_iter().chain(broken_held));
    memo.pages.replace(pages.iter().chain(&unpublished_pages), |page| &page.file.path);
    let (draft_pages, pages): (Vec<_>, Vec<_>) =
        pages.into_iter().partition(|parsed| parsed.entry.meta.draft && !config.drafts);
    let drafts = draft_paths.into_iter().chain(draft_pages.iter().map(|parsed| &parsed.entry.file.path));
    let drafts = drafts.filter_map(|path| path.strip_folder("content")).map(str::to_owned).collect();
    let (pages, held): (Vec<_>, Vec<_>) =
        pages.into_iter().partition(|parsed| dates.keeps(&DatedEntry::of_page(parsed)));
    unpublished_pages.extend(held);
    let DateFilter { unpublished, next_change, faults: of_dates, .. } = dates;
    faults.extend(of_dates);
    WithFaults::new(Entries { pages, sections, broken, unpublished_pages, unpublished, drafts, next_change }, faults)
}

impl<'a> DatedEntry<'a> {
    fn of_page(ParsedEntry { entry, text, front }: &'a ParsedEntry<Page>) -> Self {
        Self { file: &entry.file, extra: &entry.meta.extra, text, front }
    }
}

/// Keeps entries out of the site by their dates.
struct DateFilter<'a> {
    schedule: Schedule<'a>,
    /// Folders whose section is held back: everything below them is, in all languages.
    folders: BTreeMap<String, Unpublished>,
    unpublished: UnpublishedEntries,
    next_change: Option<NextChange>,
    faults: Vec<Diagnostic>,
}

impl<'a> DateFilter<'a> {
    fn new(schedule: Schedule<'a>) -> Self {
        let (folders, unpublished) = (BTreeMap::new(), UnpublishedEntries::new());
        Self { schedule, folders, unpublished, next_change: None, faults: Vec::new() }
    }

    /// The sections that are part of the site now.
    fn keep_sections(&mut self, mut sections: Vec<ParsedEntry<Section>>) -> Vec<ParsedEntry<Section>> {
        for ParsedEntry { entry, text, front } in &sections {
            if !self.keeps(&DatedEntry { file: &entry.file, extra: &entry.meta.extra, text, front })
                && let Some(held) = self.unpublished.get(&entry.file.relative)
            {
                let (english, japanese) = (held.field.english(), held.field.japanese());
                let field = Wording::new(
                    format!("{english}` of `{}", entry.file.path),
                    format!("{}` の `{japanese}", entry.file.path),
                );
                let held = Unpublished { field, ..held.clone() };
                self.folders.insert(entry.file.path.parent().to_owned(), held);
            }
        }
        sections.retain(|parsed| !self.is_below_held(&parsed.entry.file.path));
        sections
    }

    /// Whether an entry is part of the site now; else it is remembered.
    fn keeps(&mut self, entry: &DatedEntry<'_>) -> bool {
        let WithFaults { value: Scheduled { held, next }, faults } = self.schedule.read(entry);
        self.faults.extend(faults);
        self.next_change = self.next_change.take().into_iter().chain(next).min();
        let is_kept = held.is_none();
        self.unpublished.extend(held.map(|held| (entry.file.relative.clone(), held)));
        is_kept
    }

    /// Whether a section above a file is held back, or that of its own folder; then the file is remembered as well.
    fn is_below_held(&mut self, path: &SourcePath) -> bool {
        let Some(held) = folders_of(path).find_map(|folder| self.folders.get(folder)) else { return false };
        let relative = path.strip_folder("content").unwrap_or_default().to_owned();
        self.unpublished.entry(relative).or_insert_with(|| held.clone());
        true
    }
}

impl Entries {
    /// Whether any body has a fenced code block.
    pub fn have_code(&self) -> bool {
        let pages = self.pages.iter().map(|parsed| &parsed.text);
        pages.chain(self.sections.iter().map(|parsed| &parsed.text)).any(has_code)
    }

    /// Adds the files beside each entry, and parts entries from their texts.
    pub fn with_assets(self, project: &Project, config: &Config) -> (Vec<Page>, Vec<Section>, EntryTexts) {
        let mut texts = EntryTexts::with_capacity(self.pages.len() + self.sections.len());
        let pages = self.pages.into_iter().map(|ParsedEntry { mut entry, text, .. }| {
            if entry.file.colocated.is_some() && entry.file.name == "index" {
                entry.assets = page_assets(entry.file.path.parent(), &project.files, config);
            }
            texts.insert(entry.file.path.clone(), text);
            entry
        });
        let pages = pages.collect();
        let sections = self.sections.into_iter().map(|ParsedEntry { mut entry, text, .. }| {
            entry.assets = section_assets(entry.file.path.parent(), &project.files, config);
            texts.insert(entry.file.path.clone(), text);
            entry
        });
        let sections = sections.collect();
        (pages, sections, texts)
    }
}

/// Entries, and what could be parsed of files at fault.
fn read_all<T: Send>(
    paths: &[&SourcePath],
    read: impl Fn(&SourcePath) -> Result<Result<ParsedEntry<T>, BrokenEntry>, Diagnostic> + Sync,
) -> WithFaults<(Vec<ParsedEntry<T>>, Vec<BrokenEntry>)> {
    let results: Vec<_> = paths.par_iter().map(|path| read(path)).collect();
    let (mut parsed, mut broken, mut faults) = (Vec::with_capacity(results.len()), Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(Ok(entry)) => parsed.push(entry),
            Ok(Err(entry)) => {
                faults.extend(entry.faults.iter().cloned());
                broken.push(entry);
            }
            Err(fault) => faults.push(fault),
        }
    }
    WithFaults::new((parsed, broken), faults)
}

/// Whether a file is content and not left alone.
pub(super) fn is_content(path: &SourcePath, config: &Config) -> bool {
    let name = path.file_name();
    name.ends_with(".md") && !name.starts_with('.') && !config.ignored_content.matches(path.as_str())
}

/// Index files of languages that the site does not have are left alone, as Zola does.
fn is_known_index(name: &str, config: &Config) -> bool {
    let code = name.strip_prefix("_index.").and_then(|rest| rest.strip_suffix(".md"));
    code.is_none_or(|code| config.is_multilingual() && config.languages.keys().any(|lang| lang.as_str() == code))
}

/// The folders whose section is a draft in a language: everything below them is left out in that language, and in no
/// other.
fn draft_folders(sections: &[ParsedEntry<Section>], config: &Config) -> BTreeSet<(String, Lang)> {
    let drafts = sections.iter().filter(|parsed| parsed.entry.meta.draft && !config.drafts);
    drafts.map(|ParsedEntry { entry, .. }| (entry.file.path.parent().to_owned(), entry.file.lang.clone())).collect()
}

/// The folder of a file and all folders above it.
fn folders_of(path: &SourcePath) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path.parent()), |folder| folder.rsplit_once('/').map(|(above, _)| above))
}
