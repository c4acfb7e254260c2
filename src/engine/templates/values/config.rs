//! The settings as templates see them: those of the current language at the top, the other languages in `languages`.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;
use tera::{Map, Value, value::Key};

use super::{MapBuilder, data_value, texts};
use crate::config::{Config, Highlighting, Lang, LanguageConfig, MarkdownConfig, TaxonomyConfig, Themes};

/// The value `config` for one language, or `None` for a language that the site does not have.
pub fn config_value(config: &Config, lang: &Lang) -> Option<Value> {
    let own = config.languages.get(lang)?;
    let others = config.languages.iter().filter(|(other, _)| *other != lang);
    let other =
        |(lang, settings): (&Lang, &LanguageConfig)| (Key::String(Arc::from(lang.as_str())), language(settings));
    let search = MapBuilder::with_capacity(1).set("index_format", plain(&config.index_format())).finish();
    let value = MapBuilder::with_capacity(18)
        .set("base_url", config.base_url.as_str())
        .set("mode", plain(&config.mode))
        .set("title", own.title.as_deref())
        .set("description", own.description.as_deref())
        .set("languages", others.map(other).collect::<Map>())
        .set("default_language", config.default_language.as_str())
        .set("generate_feed", own.generate_feeds)
        .set("generate_feeds", own.generate_feeds)
        .set("feed_filenames", texts(&own.feed_filenames))
        .set("taxonomies", taxonomies(&own.taxonomies))
        .set("author", config.author.as_deref())
        .set("build_search_index", own.build_search_index)
        .set("extra", data_value(&config.extra))
        .set("markdown", markdown(&config.markdown))
        .set("search", search)
        .set("generate_sitemap", config.generate_sitemap)
        .set("generate_robots_txt", config.generate_robots_txt)
        .set("exclude_paginated_pages_in_sitemap", plain(&config.sitemap_pagers));
    Some(value.finish())
}

/// A taxonomy's settings: `taxonomy` in its templates, `kind` in `get_taxonomy`.
pub fn taxonomy_config_value(taxonomy: &TaxonomyConfig) -> Value {
    MapBuilder::with_capacity(6)
        .set("name", taxonomy.name.as_str())
        .set("slug", taxonomy.slug.as_str())
        .set("paginate_by", taxonomy.paginate_by)
        .set("paginate_path", taxonomy.paginate_path.as_deref())
        .set("render", taxonomy.render)
        .set("feed", taxonomy.feed)
        .finish()
}

fn language(settings: &LanguageConfig) -> Value {
    MapBuilder::with_capacity(8)
        .set("title", settings.title.as_deref())
        .set("description", settings.description.as_deref())
        .set("generate_feeds", settings.generate_feeds)
        .set("feed_filenames", texts(&settings.feed_filenames))
        .set("taxonomies", taxonomies(&settings.taxonomies))
        .set("build_search_index", settings.build_search_index)
        .set("search", plain(&settings.search))
        .set("translations", translations(&settings.translations))
        .finish()
}

fn taxonomies(taxonomies: &[TaxonomyConfig]) -> Value {
    Value::from(taxonomies.iter().map(taxonomy_config_value).collect::<Vec<Value>>())
}

fn translations(translations: &BTreeMap<String, String>) -> Value {
    let entry = |(key, text): (&String, &String)| (Key::String(Arc::from(key.as_str())), Value::from(text.as_str()));
    Value::from(translations.iter().map(entry).collect::<Map>())
}

fn markdown(markdown: &MarkdownConfig) -> Value {
    let links = &markdown.external_links;
    MapBuilder::with_capacity(13)
        .set("highlighting", markdown.highlighting.as_ref().map_or_else(Value::none, highlighting))
        .set("render_emoji", markdown.render_emoji)
        .set("external_links_class", links.class.as_deref())
        .set("external_links_target_blank", links.target_blank)
        .set("external_links_no_follow", links.no_follow)
        .set("external_links_no_referrer", links.no_referrer)
        .set("external_links_external", links.external)
        .set("smart_punctuation", markdown.smart_punctuation)
        .set("definition_list", markdown.definition_list)
        .set("bottom_footnotes", markdown.bottom_footnotes)
        .set("lazy_async_image", markdown.lazy_async_image)
        .set("insert_anchor_links", plain(&markdown.insert_anchor_links))
        .set("github_alerts", markdown.github_alerts)
        .finish()
}

fn highlighting(highlighting: &Highlighting) -> Value {
    let (theme, light, dark) = match &highlighting.themes {
        Themes::Single(theme) => (Some(theme.as_str()), None, None),
        Themes::Dual { light, dark } => (None, Some(light.as_str()), Some(dark.as_str())),
    };
    MapBuilder::with_capacity(8)
        .set("error_on_missing_language", highlighting.error_on_missing_language)
        .set("style", plain(&highlighting.style))
        .set("theme", theme)
        .set("light_theme", light)
        .set("dark_theme", dark)
        .set("extra_grammars", texts(&highlighting.extra_grammars))
        .set("extra_themes", texts(&highlighting.extra_themes))
        .set("data_attr_position", plain(&highlighting.data_attr_position))
        .finish()
}

/// Enums and flat tables of settings; these serialise without fail.
fn plain<T: Serialize>(setting: &T) -> Value {
    Value::try_from_serializable(setting).unwrap_or_else(|_| Value::none())
}
