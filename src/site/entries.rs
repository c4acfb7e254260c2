//! Content files → pages and sections: which files count, which are drafts.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::{Project, bodies::has_code};
use crate::{
    config::Config,
    content::{
        Page, ParsedEntry, Section, Text, is_section_file, page_assets, parse_page, parse_section, section_assets,
    },
    source::{Diagnostic, SourcePath},
};

/// The texts of entries until their bodies are rendered, by file.
pub(super) type Texts = HashMap<SourcePath, Text>;

/// All entries of a site that are not left out as drafts.
pub(super) struct Entries {
    pub pages: Vec<ParsedEntry<Page>>,
    pub sections: Vec<ParsedEntry<Section>>,
}

/// Reads all content. Every file at fault adds to `faults`; the others are still read.
pub(super) fn read_entries(project: &Project, config: &Config, faults: &mut Vec<Diagnostic>) -> Entries {
    let content: Vec<&SourcePath> = project.below("content").filter(|path| is_content(path, config)).collect();
    let (indices, pages): (Vec<&SourcePath>, Vec<&SourcePath>) =
        content.into_iter().partition(|path| is_section_file(path.file_name()));
    let indices = indices.into_iter().filter(|path| is_known_index(path.file_name(), config)).collect::<Vec<_>>();
    let (sections, found) = read_all(project, &indices, |path, text| parse_section(path, text, config));
    faults.extend(found);
    let drafts = draft_folders(&sections, config);
    let is_draft = |path: &SourcePath| folders_of(path).any(|folder| drafts.contains(folder));
    let sections = sections.into_iter().filter(|parsed| !is_draft(&parsed.entry.file.path)).collect();
    let pages: Vec<&SourcePath> = pages.into_iter().filter(|path| !is_draft(path)).collect();
    let (mut pages, found) = read_all(project, &pages, |path, text| parse_page(path, text, config));
    faults.extend(found);
    pages.retain(|parsed| config.drafts || !parsed.entry.meta.draft);
    Entries { pages, sections }
}

impl Entries {
    /// Whether any body has a fenced code block.
    pub fn have_code(&self) -> bool {
        let pages = self.pages.iter().map(|parsed| &parsed.text);
        pages.chain(self.sections.iter().map(|parsed| &parsed.text)).any(has_code)
    }

    /// Adds the files beside each entry, and parts entries from their texts.
    pub fn with_assets(self, project: &Project, config: &Config) -> (Vec<Page>, Vec<Section>, Texts) {
        let mut texts = Texts::with_capacity(self.pages.len() + self.sections.len());
        let pages = self.pages.into_iter().map(|ParsedEntry { mut entry, text }| {
            if entry.file.colocated.is_some() && entry.file.name == "index" {
                entry.assets = page_assets(entry.file.path.parent(), &project.files, config);
            }
            texts.insert(entry.file.path.clone(), text);
            entry
        });
        let pages = pages.collect();
        let sections = self.sections.into_iter().map(|ParsedEntry { mut entry, text }| {
            entry.assets = section_assets(entry.file.path.parent(), &project.files, config);
            texts.insert(entry.file.path.clone(), text);
            entry
        });
        let sections = sections.collect();
        (pages, sections, texts)
    }
}

fn read_all<T: Send>(
    project: &Project,
    paths: &[&SourcePath],
    parse: impl Fn(&SourcePath, String) -> Result<ParsedEntry<T>, Vec<Diagnostic>> + Sync,
) -> (Vec<ParsedEntry<T>>, Vec<Diagnostic>) {
    let read =
        |path: &&SourcePath| project.read_text(path).map_err(|fault| vec![fault]).and_then(|text| parse(path, text));
    let results: Vec<_> = paths.par_iter().map(read).collect();
    let (mut parsed, mut faults) = (Vec::with_capacity(results.len()), Vec::new());
    for result in results {
        match result {
            Ok(entry) => parsed.push(entry),
            Err(found) => faults.extend(found),
        }
    }
    (parsed, faults)
}

fn is_content(path: &SourcePath, config: &Config) -> bool {
    let name = path.file_name();
    name.ends_with(".md") && !name.starts_with('.') && !config.ignored_content.matches(path.as_str())
}

/// Index files of languages that the site does not have are left alone, as Zola does.
fn is_known_index(name: &str, config: &Config) -> bool {
    let code = name.strip_prefix("_index.").and_then(|rest| rest.strip_suffix(".md"));
    code.is_none_or(|code| config.is_multilingual() && config.languages.keys().any(|lang| lang.as_str() == code))
}

/// The folders whose section is a draft: everything below them is left out, in all languages.
fn draft_folders(sections: &[ParsedEntry<Section>], config: &Config) -> BTreeSet<String> {
    let drafts = sections.iter().filter(|parsed| parsed.entry.meta.draft && !config.drafts);
    drafts.map(|parsed| parsed.entry.file.path.parent().to_owned()).collect()
}

/// The folder of a file and all folders above it.
fn folders_of(path: &SourcePath) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path.parent()), |folder| folder.rsplit_once('/').map(|(above, _)| above))
}
