//! The configuration file as written: unknown keys are faults, nothing is interpreted yet.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    markdown::{AnchorLinks, DataAttribute, HighlightStyle},
    search::SearchConfig,
    settings::{Level, SitemapPagers},
    slugify::Slugify,
};
use tsubame_model::source::Data;

/// All keys of `zola.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct RawConfig {
    pub base_url: Option<String>,
    pub theme: Option<String>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub default_language: Option<String>,
    pub languages: BTreeMap<String, RawLanguage>,
    pub translations: BTreeMap<String, String>,
    pub generate_feeds: bool,
    pub feed_limit: Option<usize>,
    pub feed_filenames: Option<Vec<String>>,
    pub hard_link_static: bool,
    pub taxonomies: Vec<RawTaxonomy>,
    pub taxonomy_root: Option<String>,
    pub author: Option<String>,
    pub compile_sass: bool,
    pub minify_html: bool,
    pub build_search_index: bool,
    pub ignored_content: Vec<String>,
    pub ignored_static: Vec<String>,
    pub skip_content_templating: Vec<String>,
    pub output_dir: Option<String>,
    pub preserve_dotfiles_in_output: bool,
    pub generate_sitemap: Option<bool>,
    pub generate_robots_txt: Option<bool>,
    pub exclude_paginated_pages_in_sitemap: SitemapPagers,
    pub link_checker: RawLinkChecker,
    pub slugify: Slugify,
    pub search: Option<SearchConfig>,
    pub markdown: RawMarkdown,
    pub extra: Option<Data>,
}

/// A `[languages.xx]` table.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct RawLanguage {
    pub title: Option<String>,
    pub description: Option<String>,
    pub generate_feeds: bool,
    pub feed_filenames: Option<Vec<String>>,
    pub taxonomies: Vec<RawTaxonomy>,
    pub build_search_index: bool,
    pub search: Option<SearchConfig>,
    pub translations: BTreeMap<String, String>,
}

/// A `[[taxonomies]]` entry; other keys are tolerated, as Zola does.
#[derive(Debug, Deserialize)]
pub(super) struct RawTaxonomy {
    pub name: String,
    pub paginate_by: Option<usize>,
    pub paginate_path: Option<String>,
    #[serde(default = "yes")]
    pub render: bool,
    #[serde(default)]
    pub feed: bool,
}

fn yes() -> bool {
    true
}

/// `[link_checker]`; other keys are tolerated, as Zola does.
#[derive(Debug, Default, Deserialize)]
#[serde(default, expecting = "a table")]
pub(super) struct RawLinkChecker {
    pub skip_prefixes: Vec<String>,
    pub skip_anchor_prefixes: Vec<String>,
    pub internal_level: Level,
    pub external_level: Level,
    pub ignored_files: Vec<String>,
}

/// `[markdown]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct RawMarkdown {
    pub highlighting: Option<RawHighlighting>,
    pub render_emoji: bool,
    pub external_links_class: Option<String>,
    pub external_links_target_blank: bool,
    pub external_links_no_follow: bool,
    pub external_links_no_referrer: bool,
    pub external_links_external: Option<bool>,
    pub smart_punctuation: bool,
    pub definition_list: bool,
    pub bottom_footnotes: bool,
    pub lazy_async_image: bool,
    pub insert_anchor_links: AnchorLinks,
    pub github_alerts: bool,
}

/// `[markdown.highlighting]`
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub(super) struct RawHighlighting {
    pub theme: Option<String>,
    pub light_theme: Option<String>,
    pub dark_theme: Option<String>,
    pub style: HighlightStyle,
    pub error_on_missing_language: bool,
    pub extra_grammars: Vec<String>,
    pub extra_themes: Vec<String>,
    pub data_attr_position: DataAttribute,
}
