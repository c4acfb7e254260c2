//! From the file as written to the settings as meant.

use unic_langid::LanguageIdentifier;

use super::{
    BuildOptions, Config, Globs, Lang, LinkChecker, language_merge::merge_default_language,
    markdown_resolve::resolve_markdown, raw::RawConfig, tsubame::resolve_tsubame,
};
use tsubame_model::source::{Data, Diagnostic, SourcePath, parse_toml};

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
    check_extra(raw.extra.as_ref(), &mut faults);
    let markdown = resolve_markdown(&raw.markdown, &mut faults);
    let globs = [
        ("ignored_content", &raw.ignored_content),
        ("ignored_static", &raw.ignored_static),
        ("skip_content_templating", &raw.skip_content_templating),
    ];
    let [ignored_content, ignored_static, skip_content_templating] =
        globs.map(|(key, patterns)| Globs::compile(key, patterns, &mut faults));
    let link_checker = LinkChecker::resolve(&raw.link_checker, &mut faults);
    let default_language = Lang::new(&default_language);
    let languages = merge_default_language(&raw, &default_language, &mut faults);
    let tsubame = resolve_tsubame(raw.extra.as_ref(), text, &mut faults);
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
        link_checker,
        slugify: raw.slugify,
        markdown,
        extra: raw.extra.unwrap_or(Data::Map(Vec::new())),
        tsubame,
        drafts: options.drafts,
    })
}

fn check_extra(extra: Option<&Data>, faults: &mut Vec<Diagnostic>) {
    if let Some(other) = extra.filter(|extra| extra.as_map().is_none()) {
        let message = format!("`extra` must be a table, but it is {}", other.kind());
        faults.push(Diagnostic::error("config", message).with_hint("write [extra] and its settings below"));
    }
}

fn check_language(code: &str, faults: &mut Vec<Diagnostic>) {
    if code.parse::<LanguageIdentifier>().is_err() {
        faults.push(
            Diagnostic::error("config-language", format!("`{code}` is not a language code"))
                .with_hint("codes are like `ja`, `en-GB` or `zh-Hant`"),
        );
    }
}

/// Points a fault without a place at the line of the file that holds the word it quotes first, if there is one.
fn place_in_config(fault: Diagnostic, file: &SourcePath, text: &str) -> Diagnostic {
    let word = fault.message.split('`').nth(1).unwrap_or_default().to_owned();
    let fault = fault.in_file(file);
    if fault.place.is_some() {
        return fault;
    }
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
    fn what_the_check_of_links_leaves_alone() {
        let text = "base_url = \"/\"\n[link_checker]\nskip_prefixes = [\"http://[2001:db8::]/\"]\n\
            skip_anchor_prefixes = [\"https://caniuse.com/\"]\nexternal_level = \"warn\"\nignored_files = [\"**/old/*\"]\n";
        let checker = config(text).unwrap().link_checker;
        assert!(checker.skips("http://[2001:db8::]/x") && !checker.skips("http://example.jp/"));
        assert!(checker.skips_anchor("https://caniuse.com/#feat=x") && !checker.skips_anchor("https://example.jp/"));
        assert_eq!(checker.external_level, crate::config::Level::Warn);
        for (file, absolute, expected) in [
            ("content/old/a.md", "/srv/site/content/old/a.md", true),
            ("content/a.md", "/old/site", true),
            ("content/a.md", "/srv/site/content/a.md", false),
        ] {
            assert_eq!(checker.ignores(&SourcePath::new(file), absolute), expected, "{file}");
        }
        assert_eq!(
            config("base_url = \"/\"\n[link_checker]\nignored_files = [\"[\"]").unwrap_err()[0].code,
            "config-glob"
        );
    }

    #[test]
    fn unknown_keys_are_named_with_their_place() {
        let faults = config("base_url = \"/\"\ntitel = \"x\"\n").unwrap_err();
        assert!(faults[0].message.contains("titel"), "{}", faults[0].message);
        assert_eq!(faults[0].place.as_ref().map(|place| place.line), Some(2));
    }
}
