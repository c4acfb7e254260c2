//! What templates see of settings, pages, sections and taxonomies: Tera values with Zola's keys, in a fixed order.
//!
//! | file | holds |
//! |---|---|
//! | `config` | the settings |
//! | `page`, `section`, `taxonomy` | a page, a section, taxonomies with their terms |
//! | `bodies` | rendered bodies, and the links between entries that they reveal |
//! | `fields` | the fields of an entry, named once, for values and for fingerprints |
//! | `data`, `map_builder` | plain data and tables of contents as values; maps whose keys keep their order |
//!
//! Nothing here is shared or remembered; `catalog` does that.

mod bodies;
mod config;
mod data;
mod fields;
mod map_builder;
mod page;
mod section;
mod taxonomy;

use tera::Value;

pub use bodies::{Bodies, SharedBody};
pub(super) use config::{config_value, taxonomy_config_value};
pub(super) use data::{data_value, texts};
pub(super) use fields::{EntryField, EntryFieldSink};
pub(super) use map_builder::{MapBuilder, map_value};
pub(super) use page::page_fields;
pub(super) use section::section_fields;
pub(super) use taxonomy::{taxonomy_value, term_value};

use crate::content::{EntryFile, EntryId, Library, SectionId};
use tsubame_model::source::ProjectFiles;

/// What the values of pages and sections are made from.
pub(super) struct ValueContext<'a> {
    pub library: &'a Library,
    pub files: &'a dyn ProjectFiles,
    /// Whether bodies, and with them links between entries, are known.
    pub is_rendered: bool,
    /// The path of each section from the content folder, made once because every page lists its ancestors.
    pub section_paths: &'a [Value],
    pub body: &'a SharedBody,
}

impl ValueContext<'_> {
    /// The paths of some sections.
    fn section_paths(&self, ids: &[SectionId]) -> Vec<Value> {
        ids.iter().filter_map(|id| self.section_paths.get(id.0 as usize).cloned()).collect()
    }

    fn translations(&self, file: &EntryFile) -> Vec<Value> {
        if !self.is_rendered {
            return Vec::new();
        }
        let value = |id: EntryId| {
            let file = self.library.file(id);
            MapBuilder::with_capacity(4)
                .set("lang", file.lang.as_str())
                .set("permalink", self.library.permalink(id))
                .set("title", self.library.title(id))
                .set("path", self.files.locate(&file.path).to_string_lossy())
                .finish()
        };
        self.library.translations(file).map(value).collect()
    }
}
