//! From the file as written to the settings as meant.

use unic_langid::LanguageIdentifier;

use super::{
    BuildOptions, Config, Globs, Lang, LinkChecker,
    base_url::parse_base_url,
    language_merge::merge_default_language,
    markdown_resolve::resolve_markdown,
    raw::RawConfig,
    source_text::ConfigSource,
    tsubame::{self, check_backend},
};
use tsubame_model::source::{
    Data, Diagnostic, Format, Place, SourcePath, Step, TreeFault, Wording, parse_tree, read_table,
};

/// Reads and resolves the configuration file. All faults are found in one go.
pub fn resolve(file: &SourcePath, text: &str, options: &BuildOptions) -> Result<Config, Vec<Diagnostic>> {
    let (root, mut wrong) = parse_tree(Format::Toml, text, 0..text.len());
    let raw = read_table(&root, &mut wrong, RawConfig::read).unwrap_or_default();
    let mut faults: Vec<_> = wrong.into_iter().map(|fault| unreadable(fault, file, text)).collect();
    let (config, found) = interpret(raw, ConfigSource { file, text, root: &root }, options);
    faults.extend(found);
    if faults.is_empty() { Ok(config) } else { Err(faults) }
}

/// A fault of the file's writing, or of the shape of what it says.
fn unreadable(fault: TreeFault, file: &SourcePath, text: &str) -> Diagnostic {
    let is_ours = matches!(&fault.path[..], [Step::Key(extra), Step::Key(tsubame), ..]
        if extra == "extra" && tsubame == "tsubame");
    // Who mistakes that key writes a secret there, which would stand in the log of every build.
    let is_secret = is_ours && matches!(fault.path.last(), Some(Step::Key(key)) if key == "signed");
    let (fault, [english, japanese], hint) = if is_ours {
        let names = ["[extra.tsubame]", "[extra.tsubame] の設定"];
        (Diagnostic::of_tree("config-tsubame", fault, text), names, tsubame::hint())
    } else {
        let hint = Wording::new(
            "keys and tables are those of Zola 0.23; the site's own settings go under [extra]",
            "項目と表は Zola 0.23 のものです。サイト独自の設定は [extra] の下に書きます",
        );
        (Diagnostic::of_tree("config", fault, text), ["the configuration", "設定"], hint)
    };
    let mut fault = fault.in_file(file).with_fallback_hint(&hint);
    if is_secret && let Some(place) = &mut fault.place {
        *place = Place::on_line(place.line, 1, 1, "");
    }
    let message = Wording::new(
        format!("{english} cannot be read: {}", fault.message.english()),
        format!("{japanese}を読めません: {}", fault.message.japanese()),
    );
    Diagnostic { message, ..fault }
}

/// The settings as meant, and where they mean nothing.
fn interpret(raw: RawConfig, source: ConfigSource<'_>, options: &BuildOptions) -> (Config, Vec<Diagnostic>) {
    let base_url = options.base_url.clone().or_else(|| raw.base_url.clone()).unwrap_or_default();
    let default_language = raw.default_language.clone().unwrap_or_else(|| "en".to_owned());
    let mut faults: Vec<_> = missing_base_url(&base_url, &raw, source).into_iter().collect();
    faults.extend(check_languages(&raw, &default_language, source));
    let default_language = Lang::new(&default_language);
    let (languages, found) = merge_default_language(&raw, &default_language, source);
    faults.extend(found);
    let (markdown, found) = resolve_markdown(raw.markdown, source);
    faults.extend(found);
    let mut globs = |key, patterns| {
        let (globs, found) = Globs::compile(source, &[key], patterns);
        faults.extend(found);
        globs
    };
    let ignored_content = globs("ignored_content", raw.ignored_content);
    let ignored_static = globs("ignored_static", raw.ignored_static);
    let skip_content_templating = globs("skip_content_templating", raw.skip_content_templating);
    let internal_links = raw.link_checker.internal_level;
    let (link_checker, found) = LinkChecker::resolve(raw.link_checker, source);
    faults.extend(found);
    let tsubame = raw.tsubame.unwrap_or_default();
    faults.extend(no_address(&base_url, source).filter(|_| tsubame.is_there));
    let extra = raw.extra.as_ref().filter(|_| tsubame.is_there);
    faults.extend(extra.into_iter().flat_map(|extra| check_backend(extra, tsubame.delivery.as_ref(), source)));
    let config = Config {
        file: source.file.clone(),
        base_url,
        mode: options.mode,
        theme_place: source.place(&["theme"]),
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
        internal_links,
        link_checker,
        slugify: raw.slugify,
        markdown,
        extra: raw.extra.unwrap_or(Data::Map(Vec::new())),
        tsubame,
        drafts: options.drafts,
    };
    (config, faults)
}

/// The fault of a site without an address. One that cannot be read is a fault already.
fn missing_base_url(base_url: &str, raw: &RawConfig, source: ConfigSource<'_>) -> Option<Diagnostic> {
    let is_unread = raw.base_url.is_none() && source.has(&["base_url"]);
    if !base_url.is_empty() || is_unread {
        return None;
    }
    let message = Wording::new("`base_url` is missing or empty", "`base_url` がないか、空です");
    let fault = Diagnostic::error("config-base-url", message).with_hint(Wording::new(
        "add the site's address at the top: base_url = \"https://example.jp\"",
        "ファイルの初めにサイトのアドレスを書いてください: base_url = \"https://example.jp\"",
    ));
    Some(source.at(fault, &["base_url"]))
}

/// The fault of an address that browsers cannot read. Zola takes any text, and so does a plain site; but nothing that
/// `[extra.tsubame]` asks for could be made of it, and `check` could follow no link.
fn no_address(base_url: &str, source: ConfigSource<'_>) -> Option<Diagnostic> {
    if base_url.is_empty() || parse_base_url(base_url).is_some() {
        return None;
    }
    let message = Wording::new(
        format!("`base_url` is no address: `{base_url}`"),
        format!("`base_url` の `{base_url}` はアドレスとして読めません"),
    );
    let fault = Diagnostic::error("config-base-url", message).with_hint(Wording::new(
        "write it as browsers show it: base_url = \"https://example.jp\"",
        "ブラウザーに出るとおりに書いてください: base_url = \"https://example.jp\"",
    ));
    Some(source.at(fault, &["base_url"]))
}

fn check_languages(raw: &RawConfig, default_language: &str, source: ConfigSource<'_>) -> Vec<Diagnostic> {
    let is_code = |code: &str| code.parse::<LanguageIdentifier>().is_ok();
    let fault = |code: &str| {
        let message =
            Wording::new(format!("`{code}` is not a language code"), format!("`{code}` は言語のコードではありません"));
        let hint =
            Wording::new("codes are like `ja`, `en-GB` or `zh-Hant`", "`ja`、`en-GB`、`zh-Hant` のように書きます");
        Diagnostic::error("config-language", message).with_hint(hint)
    };
    let wrong = raw.languages.keys().filter(|code| !is_code(code));
    let mut faults: Vec<_> = wrong.map(|code| source.at_key(fault(code), &["languages", code])).collect();
    if !is_code(default_language) {
        faults.push(source.at(fault(default_language), &["default_language"]));
    }
    faults
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
    fn an_address_has_to_be_one_where_it_is_needed() {
        for base in ["https://a.jp@/x", "https://[", "mailto:a@b.jp"] {
            let text = format!("base_url = \"{base}\"\n");
            assert!(config(&text).is_ok(), "{base}");
            let faults = config(&format!("{text}[extra.tsubame]\n")).unwrap_err();
            let found: Vec<_> = faults.iter().map(|fault| (fault.code, fault.place.is_some())).collect();
            assert_eq!(found, [("config-base-url", true)], "{base}");
        }
        for base in ["/", "/sub/", "https://a.jp", "http://例え.jp:80/春"] {
            assert!(config(&format!("base_url = \"{base}\"\n[extra.tsubame]\n")).is_ok(), "{base}");
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
        assert!(faults[0].message.english().contains("titel"), "{:?}", faults[0].message);
        assert_eq!(faults[0].place.as_ref().map(|place| place.line), Some(2));
    }
}
