//! Languages and what may be set for each of them.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::Serialize;

use super::{SearchConfig, TaxonomyConfig};

/// A language code, such as `ja` or `zh-Hant`. Cloning shares the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Lang(Arc<str>);

impl Lang {
    /// Takes a code that is known to be valid.
    pub fn new(code: &str) -> Self {
        Self(Arc::from(code))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// The settings of one language.
#[derive(Clone, Debug, PartialEq)]
pub struct LanguageConfig {
    /// The site's title in this language.
    pub title: Option<String>,
    /// The site's description in this language.
    pub description: Option<String>,
    /// Whether the language has feeds of the whole site.
    pub generate_feeds: bool,
    /// Names of feed files, and of their templates.
    pub feed_filenames: Vec<String>,
    /// Taxonomies of content in this language.
    pub taxonomies: Vec<TaxonomyConfig>,
    /// Whether a search index is written.
    pub build_search_index: bool,
    /// What goes into the search index.
    pub search: SearchConfig,
    /// Texts for the template function `trans`.
    pub translations: BTreeMap<String, String>,
}

impl LanguageConfig {
    /// The taxonomy of the given name.
    pub fn taxonomy(&self, name: &str) -> Option<&TaxonomyConfig> {
        self.taxonomies.iter().find(|taxonomy| taxonomy.name == name)
    }
}
