//! The configuration file as written, read from its tree: unknown keys are faults, nothing is interpreted yet.

use std::collections::BTreeMap;

use super::{
    choices::{Level, SitemapPagers},
    markdown::{AnchorLinks, DataAttribute, HighlightStyle},
    search::SearchConfig,
    slugify::Slugify,
    tsubame::TsubameConfig,
};
use tsubame_model::source::{Data, TableReader, ValueReader};

/// All keys of `zola.toml`.
#[derive(Debug, Default)]
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
    /// `[extra.tsubame]`, where it stands.
    pub tsubame: Option<TsubameConfig>,
}

/// A `[languages.xx]` table.
#[derive(Debug, Default)]
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
#[derive(Debug)]
pub(super) struct RawTaxonomy {
    pub name: String,
    pub paginate_by: Option<usize>,
    pub paginate_path: Option<String>,
    pub render: bool,
    pub feed: bool,
}

/// `[link_checker]`; other keys are tolerated, as Zola does.
#[derive(Debug, Default)]
pub(super) struct RawLinkChecker {
    pub skip_prefixes: Vec<String>,
    pub skip_anchor_prefixes: Vec<String>,
    pub internal_level: Level,
    pub external_level: Level,
    pub ignored_files: Vec<String>,
}

/// `[markdown]`
#[derive(Debug, Default)]
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
#[derive(Debug, Default)]
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

impl RawConfig {
    pub(super) fn read(table: &mut TableReader<'_>) -> Self {
        let extra = table.data_table("extra");
        let tsubame = extra.as_ref().and_then(|_| {
            let tsubame = table.table("extra", |extra| {
                extra.tolerate_unknown();
                extra.table("tsubame", TsubameConfig::read)
            });
            tsubame.flatten()
        });
        Self {
            base_url: table.text("base_url"),
            theme: table.text("theme"),
            title: table.text("title"),
            description: table.text("description"),
            default_language: table.text("default_language"),
            languages: map(table.entries("languages", |_, language| language.table(RawLanguage::read))),
            translations: read_translations(table),
            generate_feeds: is_on(table, "generate_feeds"),
            feed_limit: table.integer("feed_limit"),
            feed_filenames: table.texts("feed_filenames"),
            hard_link_static: is_on(table, "hard_link_static"),
            taxonomies: read_taxonomies(table),
            taxonomy_root: table.text("taxonomy_root"),
            author: table.text("author"),
            compile_sass: is_on(table, "compile_sass"),
            minify_html: is_on(table, "minify_html"),
            build_search_index: is_on(table, "build_search_index"),
            ignored_content: texts(table, "ignored_content"),
            ignored_static: texts(table, "ignored_static"),
            skip_content_templating: texts(table, "skip_content_templating"),
            output_dir: table.text("output_dir"),
            preserve_dotfiles_in_output: is_on(table, "preserve_dotfiles_in_output"),
            generate_sitemap: table.boolean("generate_sitemap"),
            generate_robots_txt: table.boolean("generate_robots_txt"),
            exclude_paginated_pages_in_sitemap: table
                .one_of("exclude_paginated_pages_in_sitemap", &SitemapPagers::NAMES)
                .unwrap_or_default(),
            link_checker: table.table("link_checker", RawLinkChecker::read).unwrap_or_default(),
            slugify: table.table("slugify", Slugify::read).unwrap_or_default(),
            search: table.table("search", SearchConfig::read),
            markdown: table.table("markdown", RawMarkdown::read).unwrap_or_default(),
            extra,
            tsubame,
        }
    }
}

impl RawLanguage {
    fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            title: table.text("title"),
            description: table.text("description"),
            generate_feeds: is_on(table, "generate_feeds"),
            feed_filenames: table.texts("feed_filenames"),
            taxonomies: read_taxonomies(table),
            build_search_index: is_on(table, "build_search_index"),
            search: table.table("search", SearchConfig::read),
            translations: read_translations(table),
        }
    }
}

impl RawTaxonomy {
    fn read(table: &mut TableReader<'_>) -> Option<Self> {
        table.tolerate_unknown();
        let name = table.required_text("name");
        let (paginate_by, paginate_path) = (table.integer("paginate_by"), table.text("paginate_path"));
        let render = table.boolean("render").unwrap_or(true);
        let feed = is_on(table, "feed");
        Some(Self { name: name?, paginate_by, paginate_path, render, feed })
    }
}

impl RawLinkChecker {
    fn read(table: &mut TableReader<'_>) -> Self {
        table.tolerate_unknown();
        Self {
            skip_prefixes: texts(table, "skip_prefixes"),
            skip_anchor_prefixes: texts(table, "skip_anchor_prefixes"),
            internal_level: table.one_of("internal_level", &Level::NAMES).unwrap_or_default(),
            external_level: table.one_of("external_level", &Level::NAMES).unwrap_or_default(),
            ignored_files: texts(table, "ignored_files"),
        }
    }
}

impl RawMarkdown {
    fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            highlighting: table.table("highlighting", RawHighlighting::read),
            render_emoji: is_on(table, "render_emoji"),
            external_links_class: table.text("external_links_class"),
            external_links_target_blank: is_on(table, "external_links_target_blank"),
            external_links_no_follow: is_on(table, "external_links_no_follow"),
            external_links_no_referrer: is_on(table, "external_links_no_referrer"),
            external_links_external: table.boolean("external_links_external"),
            smart_punctuation: is_on(table, "smart_punctuation"),
            definition_list: is_on(table, "definition_list"),
            bottom_footnotes: is_on(table, "bottom_footnotes"),
            lazy_async_image: is_on(table, "lazy_async_image"),
            insert_anchor_links: table.one_of("insert_anchor_links", &AnchorLinks::NAMES).unwrap_or_default(),
            github_alerts: is_on(table, "github_alerts"),
        }
    }
}

impl RawHighlighting {
    fn read(table: &mut TableReader<'_>) -> Self {
        Self {
            theme: table.text("theme"),
            light_theme: table.text("light_theme"),
            dark_theme: table.text("dark_theme"),
            style: table.one_of("style", &HighlightStyle::NAMES).unwrap_or_default(),
            error_on_missing_language: is_on(table, "error_on_missing_language"),
            extra_grammars: texts(table, "extra_grammars"),
            extra_themes: texts(table, "extra_themes"),
            data_attr_position: table.one_of("data_attr_position", &DataAttribute::NAMES).unwrap_or_default(),
        }
    }
}

fn read_taxonomies(table: &mut TableReader<'_>) -> Vec<RawTaxonomy> {
    table.tables("taxonomies", RawTaxonomy::read).unwrap_or_default()
}

fn read_translations(table: &mut TableReader<'_>) -> BTreeMap<String, String> {
    map(table.entries("translations", |_, translation: ValueReader<'_>| translation.text()))
}

fn map<T>(entries: Option<Vec<(String, T)>>) -> BTreeMap<String, T> {
    entries.into_iter().flatten().collect()
}

fn is_on(table: &mut TableReader<'_>, key: &'static str) -> bool {
    table.boolean(key).unwrap_or_default()
}

fn texts(table: &mut TableReader<'_>, key: &'static str) -> Vec<String> {
    table.texts(key).unwrap_or_default()
}
