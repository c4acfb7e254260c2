//! All entries of a site and how they hang together.

use std::collections::{BTreeMap, HashMap};

use super::{
    entry::{Page, Section},
    file::EntryFile,
    id::{EntryId, PageId, SectionId},
    taxonomy::Taxonomy,
    unpublished::{Unpublished, UnpublishedEntries, UnpublishedReason},
};
use crate::config::{AnchorLinks, Lang};

/// What a page's surroundings make of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageNode {
    /// The sections above it, from the root on; empty for an orphan.
    pub ancestors: Vec<SectionId>,
    /// The template its surroundings give it, when its front matter names none.
    pub inherited_template: Option<String>,
    /// Anchor links of its headings.
    pub anchor_links: AnchorLinks,
    /// The page before it in its section's order.
    pub lower: Option<PageId>,
    /// The page after it in its section's order.
    pub higher: Option<PageId>,
    /// Whether listings leave it out.
    pub hidden: bool,
}

/// What a section's surroundings make of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SectionNode {
    /// The sections above it, from the root on.
    pub ancestors: Vec<SectionId>,
    /// Its pages in order, those of transparent sections below it among them; without pages that listings leave out.
    pub pages: Vec<PageId>,
    /// Pages that lack what the section sorts by; they have no page of their own.
    pub ignored: Vec<PageId>,
    /// Pages that listings leave out but that have a page of their own.
    pub hidden_pages: Vec<PageId>,
    /// The sections directly below it, lightest first.
    pub subsections: Vec<SectionId>,
    /// The section before it among its siblings.
    pub lower: Option<SectionId>,
    /// The section after it among its siblings.
    pub higher: Option<SectionId>,
    /// Whether listings leave it out.
    pub hidden: bool,
}

/// All entries of a site, in the order of their paths, and how they hang together.
#[derive(Debug)]
pub struct Library {
    /// All pages.
    pub pages: Vec<Page>,
    /// All sections; every language has a root.
    pub sections: Vec<Section>,
    /// The surroundings of each page.
    pub page_nodes: Vec<PageNode>,
    /// The surroundings of each section.
    pub section_nodes: Vec<SectionNode>,
    /// Every taxonomy of every language, in the order of the configuration.
    pub taxonomies: Vec<Taxonomy>,
    pub(super) by_relative: HashMap<String, EntryId>,
    pub(super) by_canonical: HashMap<String, BTreeMap<Lang, EntryId>>,
    pub(super) unpublished: UnpublishedEntries,
}

impl Library {
    /// A page.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// A page's surroundings.
    pub fn page_node(&self, id: PageId) -> &PageNode {
        &self.page_nodes[id.0 as usize]
    }

    /// A section.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    /// A section's surroundings.
    pub fn section_node(&self, id: SectionId) -> &SectionNode {
        &self.section_nodes[id.0 as usize]
    }

    /// All pages by their ids.
    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..u32::try_from(self.pages.len()).unwrap_or(u32::MAX)).map(PageId)
    }

    /// All sections by their ids.
    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> + use<> {
        (0..u32::try_from(self.sections.len()).unwrap_or(u32::MAX)).map(SectionId)
    }

    /// The entry of a content file, by its path from the content folder.
    pub fn find(&self, relative: &str) -> Option<EntryId> {
        self.by_relative.get(relative).copied()
    }

    /// The entry of `relative` (the path of its default-language file) in another language.
    pub fn find_in(&self, relative: &str, lang: &Lang) -> Option<EntryId> {
        let canonical = relative.strip_suffix(".md").unwrap_or(relative);
        self.by_canonical.get(canonical)?.get(lang).copied()
    }

    /// The entry in all its languages, itself among them, by language code; nothing in a site of one language.
    pub fn translations(&self, file: &EntryFile) -> impl Iterator<Item = EntryId> {
        self.by_canonical.get(&file.canonical).into_iter().flat_map(|entries| entries.values().copied())
    }

    /// The address of a page or section.
    pub fn permalink(&self, id: EntryId) -> &str {
        match id {
            EntryId::Page(id) => &self.page(id).permalink,
            EntryId::Section(id) => &self.section(id).permalink,
        }
    }

    /// The file of a page or section.
    pub fn file(&self, id: EntryId) -> &EntryFile {
        match id {
            EntryId::Page(id) => &self.page(id).file,
            EntryId::Section(id) => &self.section(id).file,
        }
    }

    /// The title of a page or section.
    pub fn title(&self, id: EntryId) -> Option<&str> {
        match id {
            EntryId::Page(id) => self.page(id).meta.title.as_deref(),
            EntryId::Section(id) => self.section(id).meta.title.as_deref(),
        }
    }

    /// The library with entries that it knows only as held back.
    #[must_use]
    pub fn with_unpublished(self, unpublished: UnpublishedEntries) -> Self {
        Self { unpublished, ..self }
    }

    /// Whether an entry, by its path from the content folder, is held back.
    pub fn find_unpublished(&self, relative: &str) -> Option<&Unpublished> {
        self.unpublished.get(relative)
    }

    /// Whether anything is held back.
    pub fn has_unpublished(&self) -> bool {
        !self.unpublished.is_empty()
    }

    /// Where links to an expired entry lead instead: the address of the nearest section above it.
    pub fn stand_in(&self, relative: &str) -> Option<&str> {
        self.find_unpublished(relative).filter(|held| held.reason == UnpublishedReason::Expired)?;
        let (mut folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        // `x.en.md` is English, and so is the section wanted.
        let lang = name.strip_suffix(".md")?.split_once('.').map_or("", |(_, lang)| lang);
        let ending = if lang.is_empty() { ".md".to_owned() } else { format!(".{lang}.md") };
        loop {
            let slash = if folder.is_empty() { "" } else { "/" };
            let found = [&ending, ".md"].into_iter().find_map(|end| self.find(&format!("{folder}{slash}_index{end}")));
            if let Some(id) = found {
                return Some(self.permalink(id));
            }
            folder = match folder.rsplit_once('/') {
                Some((above, _)) => above,
                None if folder.is_empty() => return None,
                None => "",
            };
        }
    }
}
