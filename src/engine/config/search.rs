//! Search index settings.

use serde::{Deserialize, Serialize};

/// The form of a search index file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexFormat {
    /// elasticlunr, as a script that sets `window.searchIndex`.
    #[default]
    ElasticlunrJavascript,
    /// elasticlunr, as JSON.
    ElasticlunrJson,
    /// A list of documents for Fuse.js, as a script.
    FuseJavascript,
    /// A list of documents for Fuse.js, as JSON.
    FuseJson,
}

/// `[search]`: what a search index holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, expecting = "a table")]
pub struct SearchConfig {
    /// Titles.
    pub include_title: bool,
    /// Descriptions.
    pub include_description: bool,
    /// Dates.
    pub include_date: bool,
    /// URL paths.
    pub include_path: bool,
    /// Texts.
    pub include_content: bool,
    /// Texts are cut after so many code points.
    pub truncate_content_length: Option<usize>,
    /// The form of the file.
    pub index_format: IndexFormat,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self {
            include_title: true,
            include_description: false,
            include_date: false,
            include_path: false,
            include_content: true,
            truncate_content_length: None,
            index_format: IndexFormat::default(),
        }
    }
}
