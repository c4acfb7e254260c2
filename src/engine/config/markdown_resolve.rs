//! `[markdown]` as written → as meant.

use super::{
    markdown::{ExternalLinks, Highlighting, MarkdownConfig, Themes},
    raw::{RawHighlighting, RawMarkdown},
    source_text::ConfigSource,
};
use tsubame_model::source::{Diagnostic, Wording};

/// Checks and resolves `[markdown]`.
pub(super) fn resolve_markdown(raw: RawMarkdown, source: ConfigSource<'_>) -> (MarkdownConfig, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    if let Some(class) = raw.external_links_class.as_ref().filter(|class| class.contains(['"', '\''])) {
        let message = Wording::new(
            format!("`external_links_class` is {class}, but a class cannot hold quotes"),
            format!("`external_links_class` が {class} ですが、クラスに引用符は使えません"),
        );
        let hint = Wording::new("write the bare class name", "クラスの名前だけを書いてください");
        let fault = Diagnostic::error("config-markdown", message).with_hint(hint);
        faults.push(source.at(fault, &["markdown", "external_links_class"]));
    }
    let highlighting = raw.highlighting.and_then(|table| match resolve_highlighting(table, source) {
        Ok(highlighting) => Some(highlighting),
        Err(fault) => {
            faults.push(fault);
            None
        }
    });
    let markdown = MarkdownConfig {
        highlighting,
        external_links: ExternalLinks {
            class: raw.external_links_class,
            target_blank: raw.external_links_target_blank,
            no_follow: raw.external_links_no_follow,
            no_referrer: raw.external_links_no_referrer,
            external: raw.external_links_external.unwrap_or(true),
        },
        render_emoji: raw.render_emoji,
        smart_punctuation: raw.smart_punctuation,
        definition_list: raw.definition_list,
        bottom_footnotes: raw.bottom_footnotes,
        lazy_async_image: raw.lazy_async_image,
        github_alerts: raw.github_alerts,
        insert_anchor_links: raw.insert_anchor_links,
    };
    (markdown, faults)
}

fn resolve_highlighting(raw: RawHighlighting, source: ConfigSource<'_>) -> Result<Highlighting, Diagnostic> {
    let themes = match (raw.theme, raw.light_theme, raw.dark_theme) {
        (Some(theme), None, None) => Themes::Single(theme),
        (None, Some(light), Some(dark)) => Themes::Dual { light, dark },
        (theme, light, dark) => {
            let table = ["markdown", "highlighting"];
            let (english, japanese, key) = match (theme, light, dark) {
                (None, None, None) => (
                    "`[markdown.highlighting]` names no colour theme",
                    "`[markdown.highlighting]` に配色テーマがありません",
                    None,
                ),
                (None, Some(_), None) => (
                    "`light_theme` is set but `dark_theme` is not",
                    "`light_theme` がありますが、`dark_theme` がありません",
                    Some("light_theme"),
                ),
                (None, None, Some(_)) => (
                    "`dark_theme` is set but `light_theme` is not",
                    "`dark_theme` がありますが、`light_theme` がありません",
                    Some("dark_theme"),
                ),
                _ => (
                    "`theme` is set beside `light_theme` or `dark_theme`",
                    "`theme` と、`light_theme` か `dark_theme` が一緒にあります",
                    Some("theme"),
                ),
            };
            let fault = Diagnostic::error("config-highlighting", Wording::new(english, japanese));
            let fault = fault.with_hint(Wording::new(
                "set either `theme`, or both `light_theme` and `dark_theme`",
                "`theme` だけを書くか、`light_theme` と `dark_theme` の両方を書いてください",
            ));
            return Err(match key {
                Some(key) => source.at_key(fault, &[table[0], table[1], key]),
                None => source.at(fault, &table),
            });
        }
    };
    Ok(Highlighting {
        themes,
        style: raw.style,
        error_on_missing_language: raw.error_on_missing_language,
        extra_grammars: raw.extra_grammars,
        extra_themes: raw.extra_themes,
        data_attr_position: raw.data_attr_position,
    })
}
