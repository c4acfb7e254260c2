//! Root keys and `[languages.<default>]` are two places for the same settings: joining them.

use std::collections::BTreeMap;

use super::{
    Lang, LanguageConfig, TaxonomyConfig,
    raw::{RawConfig, RawLanguage, RawTaxonomy},
    slugify::{SlugMode, slugify_path},
    source_text::ConfigSource,
};
use tsubame_model::source::{Diagnostic, Wording};

/// The settings of every language, the default one made from the root keys and its own table.
pub(super) fn merge_default_language(
    raw: &RawConfig,
    default_language: &Lang,
    source: ConfigSource<'_>,
) -> (BTreeMap<Lang, LanguageConfig>, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let mode = raw.slugify.taxonomies;
    let mut languages: BTreeMap<Lang, LanguageConfig> =
        raw.languages.iter().map(|(code, table)| (Lang::new(code), resolve_language(table, mode))).collect();
    let own = raw.languages.get(default_language.as_str());
    let mut twice = |key: &str, is_twice: bool| {
        if is_twice {
            let message = Wording::new(
                format!("`{key}` is set at the root and again under `[languages.{default_language}]`"),
                format!("`{key}` が、ファイルの初めと `[languages.{default_language}]` の両方にあります"),
            );
            let hint = Wording::new("keep one of the two", "どちらか一つだけにしてください");
            let fault = Diagnostic::error("config-language-twice", message).with_hint(hint);
            faults.push(source.at_key(fault, &["languages", default_language.as_str(), key]));
        }
    };
    if let Some(own) = own {
        twice("title", raw.title.is_some() && own.title.is_some());
        twice("description", raw.description.is_some() && own.description.is_some());
        twice("feed_filenames", raw.feed_filenames.is_some() && own.feed_filenames.is_some());
        twice("taxonomies", !raw.taxonomies.is_empty() && !own.taxonomies.is_empty());
        twice("translations", !raw.translations.is_empty() && !own.translations.is_empty());
        twice("search", raw.search.is_some() && own.search.is_some() && raw.search != own.search);
    }
    let root = RawLanguage {
        title: raw.title.clone(),
        description: raw.description.clone(),
        generate_feeds: raw.generate_feeds,
        feed_filenames: raw.feed_filenames.clone(),
        taxonomies: Vec::new(),
        build_search_index: raw.build_search_index,
        search: raw.search.clone(),
        translations: raw.translations.clone(),
    };
    let mut merged = resolve_language(&root, mode);
    merged.taxonomies = resolve_taxonomies(&raw.taxonomies, mode);
    if let Some(table) = own {
        merged = join(merged, resolve_language(table, mode), table);
    }
    languages.insert(default_language.clone(), merged);
    (languages, faults)
}

/// The root's settings with what only the language's own table has.
fn join(root: LanguageConfig, own: LanguageConfig, table: &RawLanguage) -> LanguageConfig {
    LanguageConfig {
        title: root.title.or(own.title),
        description: root.description.or(own.description),
        generate_feeds: root.generate_feeds || own.generate_feeds,
        feed_filenames: if table.feed_filenames.is_some() { own.feed_filenames } else { root.feed_filenames },
        taxonomies: if root.taxonomies.is_empty() { own.taxonomies } else { root.taxonomies },
        build_search_index: root.build_search_index || own.build_search_index,
        search: if table.search.is_some() { own.search } else { root.search },
        translations: if root.translations.is_empty() { own.translations } else { root.translations },
    }
}

fn resolve_language(table: &RawLanguage, mode: SlugMode) -> LanguageConfig {
    LanguageConfig {
        title: table.title.clone(),
        description: table.description.clone(),
        generate_feeds: table.generate_feeds,
        feed_filenames: table.feed_filenames.clone().unwrap_or_else(|| vec!["atom.xml".to_owned()]),
        taxonomies: resolve_taxonomies(&table.taxonomies, mode),
        build_search_index: table.build_search_index,
        search: table.search.clone().unwrap_or_default(),
        translations: table.translations.clone(),
    }
}

fn resolve_taxonomies(entries: &[RawTaxonomy], mode: SlugMode) -> Vec<TaxonomyConfig> {
    let resolve = |entry: &RawTaxonomy| TaxonomyConfig {
        name: entry.name.clone(),
        slug: slugify_path(&entry.name, mode),
        paginate_by: entry.paginate_by,
        paginate_path: entry.paginate_path.clone(),
        render: entry.render,
        feed: entry.feed,
    };
    entries.iter().map(resolve).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{BuildOptions, resolve};
    use tsubame_model::source::SourcePath;

    #[test]
    fn the_default_language_may_have_a_table() {
        let text = "base_url = \"/\"\ndefault_language = \"ja\"\ntitle = \"春\"\n[languages.ja]\ndescription = \"説明\"\ngenerate_feeds = true\n[languages.en]\ntitle = \"Spring\"\n";
        let config = resolve(&SourcePath::new("zola.toml"), text, &BuildOptions::default()).unwrap();
        let ja = config.default_language_config().unwrap();
        assert_eq!(
            (ja.title.as_deref(), ja.description.as_deref(), ja.generate_feeds),
            (Some("春"), Some("説明"), true)
        );
        assert_eq!(config.other_languages().count(), 1);
        let twice = text.replace("[languages.ja]", "[languages.ja]\ntitle = \"夏\"");
        let faults = resolve(&SourcePath::new("zola.toml"), &twice, &BuildOptions::default()).unwrap_err();
        assert!(faults[0].message.english().contains("title"));
    }
}
