//! From the file as written to the settings as meant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use super::{
    BuildOptions, Globs, Lang, LanguageConfig, MarkdownConfig, Mode, Slugify, TaxonomyConfig,
    language_merge::merge_default_language, markdown::resolve_markdown, raw::RawConfig,
};
use crate::source::{Data, Diagnostic, SourcePath, parse_toml};

/// Whether a broken link stops the build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It does.
    #[default]
    Error,
    /// It is only reported.
    Warn,
}

/// `exclude_paginated_pages_in_sitemap`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SitemapPagers {
    /// No pager is left out.
    #[default]
    None,
    /// All pagers are left out.
    All,
}

/// The resolved configuration of a site. See the Zola documentation of each key for its meaning.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the file lies, from the project's root.
    pub file: SourcePath,
    /// The site's address, as given: with or without a slash at its end.
    pub base_url: String,
    /// Which command runs.
    pub mode: Mode,
    /// The theme's folder name under `themes/`.
    pub theme: Option<String>,
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
    /// Slug strategies.
    pub slugify: Slugify,
    /// Markdown settings.
    pub markdown: MarkdownConfig,
    /// The site's own settings, a table.
    pub extra: Data,
    /// Whether drafts are part of the site.
    pub drafts: bool,
}

impl Config {
    /// The settings of the default language.
    pub fn default_language_config(&self) -> Option<&LanguageConfig> {
        self.languages.get(&self.default_language)
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

/// Reads and resolves the configuration file. All faults are found in one go.
pub fn resolve(file: &SourcePath, text: &str, options: &BuildOptions) -> Result<Config, Vec<Diagnostic>> {
    let raw: RawConfig = parse_toml(text).map_err(|error| {
        let fault = Diagnostic::error("config", format!("the configuration cannot be read: {}", error.message));
        let fault = fault
            .in_file(file)
            .with_hint("keys and tables are those of Zola 0.23; the site's own settings go under [extra]");
        vec![match &error.span {
            Some(span) => fault.at(text, span),
            None => fault,
        }]
    })?;
    let mut faults = Vec::new();
    let base_url = options.base_url.clone().or_else(|| raw.base_url.clone()).unwrap_or_default();
    if base_url.is_empty() {
        faults.push(
            Diagnostic::error("config-base-url", "`base_url` is missing or empty")
                .with_hint("add the site's address at the top: base_url = \"https://example.jp\""),
        );
    }
    let default_language = raw.default_language.clone().unwrap_or_else(|| "en".to_owned());
    for code in raw.languages.keys().chain([&default_language]) {
        check_language(code, &mut faults);
    }
    let markdown = resolve_markdown(&raw.markdown, &mut faults);
    let globs = [
        ("ignored_content", &raw.ignored_content),
        ("ignored_static", &raw.ignored_static),
        ("skip_content_templating", &raw.skip_content_templating),
    ];
    let [ignored_content, ignored_static, skip_content_templating] =
        globs.map(|(key, patterns)| Globs::compile(key, patterns, &mut faults));
    let default_language = Lang::new(&default_language);
    let languages = merge_default_language(&raw, &default_language, &mut faults);
    if !faults.is_empty() {
        return Err(faults.into_iter().map(|fault| place_in_config(fault, file, text)).collect());
    }
    Ok(Config {
        file: file.clone(),
        base_url,
        mode: options.mode,
        theme: raw.theme,
        default_language,
        languages,
        feed_limit: raw.feed_limit,
        hard_link_static: raw.hard_link_static,
        taxonomy_root: raw.taxonomy_root,
        author: raw.author,
        compile_sass: raw.compile_sass,
        minify_html: raw.minify_html || options.minify,
        ignored_content,
        ignored_static,
        skip_content_templating,
        output_dir: raw.output_dir.unwrap_or_else(|| "public".to_owned()),
        preserve_dotfiles_in_output: raw.preserve_dotfiles_in_output,
        generate_sitemap: raw.generate_sitemap.unwrap_or(true),
        generate_robots_txt: raw.generate_robots_txt.unwrap_or(true),
        sitemap_pagers: raw.exclude_paginated_pages_in_sitemap,
        internal_links: raw.link_checker.internal_level,
        slugify: raw.slugify,
        markdown,
        extra: raw.extra.unwrap_or(Data::Map(Vec::new())),
        drafts: options.drafts,
    })
}

fn check_language(code: &str, faults: &mut Vec<Diagnostic>) {
    if code.parse::<LanguageIdentifier>().is_err() {
        faults.push(
            Diagnostic::error("config-language", format!("`{code}` is not a language code"))
                .with_hint("codes are like `ja`, `en-GB` or `zh-Hant`"),
        );
    }
}

/// Points a fault at the line of the file that holds the word it quotes first, if there is one.
fn place_in_config(fault: Diagnostic, file: &SourcePath, text: &str) -> Diagnostic {
    let word = fault.message.split('`').nth(1).unwrap_or_default().to_owned();
    let fault = fault.in_file(file);
    match (!word.is_empty()).then(|| text.find(&word)).flatten() {
        Some(at) => fault.at(text, &(at..at + word.len())),
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Result<Config, Vec<Diagnostic>> {
        resolve(&SourcePath::new("zola.toml"), text, &BuildOptions::default())
    }

    #[test]
    fn permalinks() {
        for base in ["https://a.jp/sub", "https://a.jp/sub/"] {
            let config = config(&format!("base_url = \"{base}\"")).unwrap();
            for (path, url) in [
                ("", "https://a.jp/sub/"),
                ("/", "https://a.jp/sub/"),
                ("x", "https://a.jp/sub/x/"),
                ("/x/y/", "https://a.jp/sub/x/y/"),
                ("x/atom.xml", "https://a.jp/sub/x/atom.xml"),
                ("x#y", "https://a.jp/sub/x#y"),
            ] {
                assert_eq!(config.permalink(path), url, "{base} {path}");
            }
        }
    }

    #[test]
    fn all_faults_at_once_with_their_lines() {
        let text = "default_language = \"not a language\"\nignored_static = [\"a[\"]\n\n[markdown.highlighting]\nlight_theme = \"x\"\n";
        let faults = config(text).unwrap_err();
        let codes: Vec<_> =
            faults.iter().map(|fault| (fault.code, fault.place.as_ref().map(|place| place.line))).collect();
        let expected = [
            ("config-base-url", None),
            ("config-language", Some(1)),
            ("config-highlighting", Some(5)),
            ("config-glob", Some(2)),
        ];
        assert_eq!(codes, expected);
    }

    #[test]
    fn unknown_keys_are_named_with_their_place() {
        let faults = config("base_url = \"/\"\ntitel = \"x\"\n").unwrap_err();
        assert!(faults[0].message.contains("titel"), "{}", faults[0].message);
        assert_eq!(faults[0].place.as_ref().map(|place| place.line), Some(2));
    }
}
