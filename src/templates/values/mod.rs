//! What templates see of settings, pages, sections and taxonomies: Tera values with Zola's keys, in a fixed order.
//!
//! Nothing here is shared or remembered; `catalog` does that.

mod config;
mod data;
mod page;
mod section;
mod taxonomy;

use tera::{Map, Value, value::Key};

pub(super) use config::{config_value, taxonomy_config_value};
pub(super) use data::{data_value, toc_value};
pub(super) use page::{page_value, texts};
pub(super) use section::section_value;
pub(super) use taxonomy::{taxonomy_value, term_value};

use super::bodies::BodyValue;
use crate::{
    content::{EntryFile, EntryId, Library},
    source::World,
};

/// A map with keys known at compile time, being filled in order.
pub(super) struct Fields(Map);

impl Fields {
    /// An empty map with room for so many keys.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Map::with_capacity(capacity))
    }

    /// Adds one.
    #[must_use]
    pub fn set(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.insert(Key::Str(key), value.into());
        self
    }

    /// The map as a value.
    pub fn finish(self) -> Value {
        Value::from(self.0)
    }
}

/// What the values of pages and sections are made from.
pub(super) struct Material<'a> {
    pub library: &'a Library,
    pub world: &'a dyn World,
    /// Whether bodies, and with them links between entries, are known.
    pub is_rendered: bool,
    /// The path of each section from the content folder, made once because every page lists its ancestors.
    pub section_paths: &'a [Value],
    pub body: &'a BodyValue,
}

impl Material<'_> {
    fn translations(&self, file: &EntryFile) -> Value {
        if !self.is_rendered {
            return Value::from(Vec::<Value>::new());
        }
        let value = |id: EntryId| {
            let file = self.library.file(id);
            Fields::with_capacity(4)
                .set("lang", file.lang.as_str())
                .set("permalink", self.library.permalink(id))
                .set("title", self.library.title(id))
                .set("path", self.world.locate(&file.path).to_string_lossy())
                .finish()
        };
        Value::from(self.library.translations(file).map(value).collect::<Vec<Value>>())
    }
}
