//! What templates see of settings, pages, sections and taxonomies: Tera values with Zola's keys, in a fixed order.
//!
//! Nothing here is shared or remembered; `catalog` does that.

mod config;
mod data;
mod page;
mod section;
mod taxonomy;

use std::{cmp::Ordering, collections::BTreeMap};

use tera::{Value, value::Key};

pub(super) use config::{config_value, taxonomy_config_value};
pub(super) use data::{data_value, toc_value};
pub(super) use page::{page_value, texts};
pub(super) use section::section_value;
pub(super) use taxonomy::{taxonomy_value, term_value};

use super::bodies::SharedBody;
use crate::content::{EntryFile, EntryId, Library};
use tsubame_model::source::ProjectFiles;

/// A map with keys known at compile time, being filled in order.
pub(super) struct MapBuilder(Vec<(OrderedKey, Value)>);

impl MapBuilder {
    /// An empty map with room for so many keys.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Adds one, which is not there yet.
    #[must_use]
    pub fn set(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((OrderedKey { at: self.0.len(), key: Key::Str(key) }, value.into()));
        self
    }

    /// The map as a value.
    pub fn finish(self) -> Value {
        Value::from(self.0.into_iter().collect::<BTreeMap<OrderedKey, Value>>())
    }
}

/// A map of different keys, in the order given.
pub(super) fn map_value(entries: impl IntoIterator<Item = (Key<'static>, Value)>) -> Value {
    let numbered = entries.into_iter().enumerate().map(|(at, (key, value))| (OrderedKey { at, key }, value));
    Value::from(numbered.collect::<BTreeMap<OrderedKey, Value>>())
}

/// A key in its place. Tera takes no map over as it is but fills its own from whatever it is given, hashing each key; a
/// tree sorted by place is the cheapest to give, as nothing is hashed to make it. Maps are made by the hundred thousand.
pub(super) struct OrderedKey {
    at: usize,
    key: Key<'static>,
}

impl Ord for OrderedKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at)
    }
}

impl PartialOrd for OrderedKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for OrderedKey {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for OrderedKey {}

impl From<OrderedKey> for Key<'static> {
    fn from(numbered: OrderedKey) -> Self {
        numbered.key
    }
}

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
    fn translations(&self, file: &EntryFile) -> Value {
        if !self.is_rendered {
            return Value::from(Vec::<Value>::new());
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
        Value::from(self.library.translations(file).map(value).collect::<Vec<Value>>())
    }
}
