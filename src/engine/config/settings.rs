//! The settings of a site, as meant.

use std::collections::BTreeMap;

use super::{
    Globs, IndexFormat, Lang, LanguageConfig, Level, LinkChecker, MarkdownConfig, RunMode, SitemapPagers, Slugify,
    TaxonomyConfig, TsubameConfig,
};
use tsubame_model::source::{Data, MessageLanguage, Place, SourcePath};

/// The resolved configuration of a site. See the Zola documentation of each key for its meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where the file lies, from the project's root.
    pub file: SourcePath,
    /// The site's address, as given: with or without a slash at its end.
    pub base_url: String,
    /// Which command runs.
    pub mode: RunMode,
    /// The theme's folder name under `themes/`.
    pub theme: Option<String>,
    /// Where the file names it.
    pub theme_place: Option<Place>,
    /// The language of content without a language in its name.
    pub default_language: Lang,
    /// All languages, the default one among them.
    pub languages: BTreeMap<Lang, LanguageConfig>,
    /// At most so many entries in a feed.
    pub feed_limit: Option<usize>,
    /// Whether static files and assets are linked instead of copied.
    pub hard_link_static: bool,
    /// Path part before all taxonomies.
    pub taxonomy_root: Option<String>,
    /// Author of pages that name none, in feeds.
    pub author: Option<String>,
    /// Whether `sass/` is compiled.
    pub compile_sass: bool,
    /// Whether HTML is minified.
    pub minify_html: bool,
    /// Content files that are not part of the site, by their path from the project's root.
    pub ignored_content: Globs,
    /// Static files that are not copied, by their path under `static/`.
    pub ignored_static: Globs,
    /// Content whose text is not a template, by its path under `content/`.
    pub skip_content_templating: Globs,
    /// Where the site is written, from the project's root.
    pub output_dir: String,
    /// Whether files with a leading dot in the output folder outlive a build.
    pub preserve_dotfiles_in_output: bool,
    /// Whether there is a sitemap.
    pub generate_sitemap: bool,
    /// Whether there is a robots.txt.
    pub generate_robots_txt: bool,
    /// Whether pagers are left out of the sitemap.
    pub sitemap_pagers: SitemapPagers,
    /// Whether a broken link inside the site stops the build.
    pub internal_links: Level,
    /// What `check` leaves alone, and how much a broken link to another site matters.
    pub link_checker: LinkChecker,
    /// Slug strategies.
    pub slugify: Slugify,
    /// Markdown settings.
    pub markdown: MarkdownConfig,
    /// The site's own settings, a table.
    pub extra: Data,
    /// What this program does beyond Zola.
    pub tsubame: TsubameConfig,
    /// Whether drafts are part of the site.
    pub drafts: bool,
}

impl Config {
    /// The language in which the people of the site are told what is wrong with it.
    pub fn message_language(&self) -> MessageLanguage {
        MessageLanguage::of_tag(self.default_language.as_str())
    }

    /// The settings of the default language.
    pub fn default_language_config(&self) -> Option<&LanguageConfig> {
        self.languages.get(&self.default_language)
    }

    /// The form of all search indices of the site. Zola takes that of the default language for every language, and the
    /// scripts of its sites look for files of that name.
    pub fn index_format(&self) -> IndexFormat {
        self.default_language_config().map_or_else(IndexFormat::default, |settings| settings.search.index_format)
    }

    /// Whether there are languages beside the default one.
    pub fn is_multilingual(&self) -> bool {
        self.languages.len() > 1
    }

    /// The languages beside the default one.
    pub fn other_languages(&self) -> impl Iterator<Item = &Lang> {
        self.languages.keys().filter(|&lang| *lang != self.default_language)
    }

    /// The address of a path of the site: `path` may start with a slash or not; one is added to its end unless it has
    /// one, is empty, names a feed or carries a fragment.
    pub fn permalink(&self, path: &str) -> String {
        let base = self.base_url.strip_suffix('/').unwrap_or(&self.base_url);
        let path = path.strip_prefix('/').unwrap_or(path);
        let is_feed = || {
            let feeds = self.default_language_config().map_or(&[][..], |language| &language.feed_filenames);
            feeds.iter().any(|name| path.ends_with(name))
        };
        let end = if path.is_empty() || path.ends_with('/') || path.contains('#') || is_feed() { "" } else { "/" };
        format!("{base}/{path}{end}")
    }

    /// The address of a path exactly as given.
    pub fn absolute_url(&self, path: &str) -> String {
        let base = self.base_url.strip_suffix('/').unwrap_or(&self.base_url);
        format!("{base}/{}", path.strip_prefix('/').unwrap_or(path))
    }

    /// `/`, or `/en/` for a language that is not the default one.
    pub fn language_root(&self, lang: &Lang) -> String {
        if *lang == self.default_language { "/".to_owned() } else { format!("/{lang}/") }
    }

    /// The path of a taxonomy's list, with slashes at both ends.
    pub fn taxonomy_path(&self, lang: &Lang, taxonomy: &TaxonomyConfig) -> String {
        let root = self.taxonomy_root.as_ref().map_or_else(String::new, |root| format!("{root}/"));
        format!("{}{root}{}/", self.language_root(lang), taxonomy.slug)
    }
}
