//! Search index settings.

use serde::Serialize;
use tsubame_model::source::TableReader;

/// The form of a search index file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

impl IndexFormat {
    /// The words for them in the file.
    const NAMES: [(&str, Self); 4] = [
        ("elasticlunr_javascript", Self::ElasticlunrJavascript),
        ("elasticlunr_json", Self::ElasticlunrJson),
        ("fuse_javascript", Self::FuseJavascript),
        ("fuse_json", Self::FuseJson),
    ];
}

impl SearchConfig {
    /// Reads `[search]`; other keys are tolerated, as Zola does.
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        table.tolerate_unknown();
        let default = Self::default();
        Self {
            include_title: table.boolean("include_title").unwrap_or(default.include_title),
            include_description: table.boolean("include_description").unwrap_or(default.include_description),
            include_date: table.boolean("include_date").unwrap_or(default.include_date),
            include_path: table.boolean("include_path").unwrap_or(default.include_path),
            include_content: table.boolean("include_content").unwrap_or(default.include_content),
            truncate_content_length: table.integer("truncate_content_length"),
            index_format: table.one_of("index_format", &IndexFormat::NAMES).unwrap_or_default(),
        }
    }
}
