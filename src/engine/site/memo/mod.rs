//! What a build keeps for the next build of the same process: so far the preview's, where one page is edited and all
//! others stay as they are.
//!
//! Nothing here is believed without being checked. Parsed files are kept with their texts, and hold while the file has
//! that text. Bodies and artifacts are kept with the fingerprint of what they were made from and with all that their
//! render asked for ([`TraceStore`]); they hold while every query still has the same answer. What is made of an
//! artifact's text alone is kept with it ([`KeptFile`]), and what the type of an entry says of it ([`CheckedEntries`])
//! holds as long as the parsed file and all that types look at beside it. Everything holds only while the settings do.
//! So a build with a memo makes, byte for byte, what a build without one makes.

mod checked_entries;
mod trace_store;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;

pub(super) use self::checked_entries::{CheckedEntries, CheckedEntry};
pub(super) use self::trace_store::{Revision, TraceStore};
use super::{Project, images::HandedImages, outputs::PageScan, sass::CompiledSheets};
use crate::{
    config::Config,
    content::{Page, ParsedEntry, Section},
    markdown::Highlighter,
    templates::{Fingerprint, SharedBody, TemplateFile, TemplateSet},
};
use tsubame_model::{
    schema::ValidationContext,
    source::{Diagnostic, ReadError, SourcePath},
};

/// Kept from build to build; see the module.
pub struct Memo {
    /// Whether anything is kept at all.
    is_on: bool,
    basis: Option<MemoBasis>,
    templates: Option<TemplateSet>,
    pub(super) sheets: CompiledSheets,
    pub(super) pages: ParsedFiles<Page>,
    pub(super) sections: ParsedFiles<Section>,
    pub(super) bodies: TraceStore<SharedBody>,
    pub(super) artifacts: TraceStore<KeptFile>,
    checked: CheckedEntries,
    images: HandedImages,
}

/// An artifact with what is made of its text. Who asks for these is a matter of the settings, so what nobody has asked
/// for is not asked for later.
#[derive(Clone, Debug)]
pub(super) struct KeptFile {
    /// The text as templates made it, where it is published as another one and somebody asks for it all the same.
    pub rendered: Option<Bytes>,
    /// The bytes as they are published.
    pub published: Bytes,
    /// What stands in the page, where somebody asks for that.
    pub scan: Option<Arc<PageScan>>,
}

/// What everything else was made with.
struct MemoBasis {
    config: Arc<Config>,
    /// Grammars and colour themes of the site's own, which are part of no other fingerprint.
    code_files: Vec<Result<Vec<u8>, ReadError>>,
    highlighter: Arc<Highlighter>,
}

impl Default for Memo {
    /// Empty, and keeps what is made.
    fn default() -> Self {
        Self { is_on: true, ..Self::off() }
    }
}

impl Memo {
    /// Keeps nothing, for builds that no other follows.
    pub(super) fn off() -> Self {
        Self {
            is_on: false,
            basis: None,
            templates: None,
            sheets: CompiledSheets::default(),
            pages: ParsedFiles::new(false),
            sections: ParsedFiles::new(false),
            bodies: TraceStore::default(),
            artifacts: TraceStore::default(),
            checked: CheckedEntries::default(),
            images: HandedImages::default(),
        }
    }

    /// Whether anything is kept, so that it pays to trace renders.
    pub(super) fn is_on(&self) -> bool {
        self.is_on
    }

    /// Begins a build with these settings, and gives it what colours its code. Under other settings nothing holds.
    pub(super) fn begin(&mut self, project: &Project, config: &Arc<Config>) -> Arc<Highlighter> {
        let code_files = if self.is_on { read_code_files(project, config) } else { Vec::new() };
        if let Some(basis) = &self.basis
            && *basis.config == **config
            && basis.code_files == code_files
        {
            return Arc::clone(&basis.highlighter);
        }
        let highlighter = Highlighter::new(config, &|path| project.world.files.locate(path));
        let highlighter = Arc::new(highlighter.with_stopwatch(Arc::clone(&project.world.stopwatch)));
        if self.is_on {
            let basis = MemoBasis { config: Arc::clone(config), code_files, highlighter: Arc::clone(&highlighter) };
            *self = Self {
                basis: Some(basis),
                pages: ParsedFiles::new(true),
                sections: ParsedFiles::new(true),
                ..Self::default()
            };
        }
        highlighter
    }

    /// What types said of entries in the build before, as far as it holds beside these types, files and drafts; `None` where
    /// nothing is kept.
    pub(super) fn checked_entries(&mut self, context: &ValidationContext<'_>) -> Option<&mut CheckedEntries> {
        let known = Some(&mut self.checked).filter(|_| self.is_on)?;
        known.begin(context);
        Some(known)
    }

    /// The images of the build before; `None` where nothing is kept.
    pub(super) fn images(&mut self) -> Option<&mut HandedImages> {
        Some(&mut self.images).filter(|_| self.is_on)
    }

    /// The templates made of these files. Nothing that was rendered with others holds.
    pub(super) fn load_templates(
        &mut self,
        files: Vec<TemplateFile>,
        config: &Config,
    ) -> Result<TemplateSet, Vec<Diagnostic>> {
        if let Some(known) = self.templates.as_ref().filter(|known| known.is_made_of(&files)) {
            return Ok(known.clone());
        }
        let templates = TemplateSet::load(files, config)?;
        if self.is_on {
            self.templates = Some(templates.clone());
            self.bodies = TraceStore::default();
            self.artifacts = TraceStore::default();
        }
        Ok(templates)
    }
}

fn read_code_files(project: &Project, config: &Config) -> Vec<Result<Vec<u8>, ReadError>> {
    let highlighting = config.markdown.highlighting.iter();
    let paths = highlighting.flat_map(|code| code.extra_grammars.iter().chain(&code.extra_themes));
    paths.map(|path| project.world.files.read(&SourcePath::new(path))).collect()
}

/// Parsed content files, each beside its whole text.
pub(super) struct ParsedFiles<T> {
    kept: Option<HashMap<SourcePath, KeptEntry<T>>>,
    /// The stamps of what this build has read.
    read: Mutex<HashMap<SourcePath, Option<String>>>,
}

struct KeptEntry<T> {
    /// What the file was told by when it was read; `None` where that could not be told.
    stamp: Option<String>,
    parsed: ParsedEntry<T>,
}

impl<T: Clone> ParsedFiles<T> {
    fn new(is_on: bool) -> Self {
        Self { kept: is_on.then(HashMap::new), read: Mutex::default() }
    }

    /// The entry of a file: the one that is kept, if the file has not been written to since or still has the text that it was parsed
    /// from; else what `parse` makes of its text.
    pub fn read<E>(
        &self,
        path: &SourcePath,
        project: &Project,
        parse: impl FnOnce(String) -> Result<ParsedEntry<T>, E>,
    ) -> Result<Result<ParsedEntry<T>, E>, Diagnostic> {
        let Some(kept) = &self.kept else { return project.read_text(path).map(parse) };
        // Taken before the text: what is written between the two is seen by the next build.
        let stamp = project.world.files.stamp(path);
        let known = kept.get(path);
        if let Some(known) = known.filter(|known| known.stamp.is_some() && known.stamp == stamp) {
            return Ok(Ok(known.parsed.clone()));
        }
        let text = project.read_text(path)?;
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), stamp);
        let known = known.filter(|known| *known.parsed.text.whole == *text);
        Ok(known.map_or_else(|| parse(text), |known| Ok(known.parsed.clone())))
    }

    /// Keeps the entries of this build and no others.
    pub fn replace<'a>(
        &mut self,
        entries: impl Iterator<Item = &'a ParsedEntry<T>>,
        path_of: impl Fn(&T) -> &SourcePath,
    ) where
        T: 'a,
    {
        let mut read = std::mem::take(self.read.get_mut().unwrap_or_else(PoisonError::into_inner));
        if let Some(kept) = &mut self.kept {
            let mut old = std::mem::take(kept);
            kept.extend(entries.map(|parsed| {
                let path = path_of(&parsed.entry);
                let known = old.remove(path).filter(|known| Arc::ptr_eq(&known.parsed.text.whole, &parsed.text.whole));
                let mut known = known.unwrap_or_else(|| KeptEntry { stamp: None, parsed: parsed.clone() });
                if let Some(stamp) = read.remove(path) {
                    known.stamp = stamp;
                }
                (path.clone(), known)
            }));
        }
    }
}

#[cfg(test)]
mod tests;
