//! `[markdown]` as written → as meant.

use super::{
    markdown::{ExternalLinks, Highlighting, MarkdownConfig, Themes},
    raw::{RawHighlighting, RawMarkdown},
};
use tsubame_model::source::Diagnostic;

/// Checks and resolves `[markdown]`.
pub(super) fn resolve_markdown(raw: &RawMarkdown, faults: &mut Vec<Diagnostic>) -> MarkdownConfig {
    if let Some(class) = raw.external_links_class.as_ref().filter(|class| class.contains(['"', '\''])) {
        let message = format!("`external_links_class` is {class}, but a class cannot hold quotes");
        faults.push(Diagnostic::error("config-markdown", message).with_hint("write the bare class name"));
    }
    MarkdownConfig {
        highlighting: raw.highlighting.as_ref().and_then(|table| resolve_highlighting(table, faults)),
        external_links: ExternalLinks {
            class: raw.external_links_class.clone(),
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
    }
}

fn resolve_highlighting(raw: &RawHighlighting, faults: &mut Vec<Diagnostic>) -> Option<Highlighting> {
    let themes = match (&raw.theme, &raw.light_theme, &raw.dark_theme) {
        (Some(theme), None, None) => Themes::Single(theme.clone()),
        (None, Some(light), Some(dark)) => Themes::Dual { light: light.clone(), dark: dark.clone() },
        (theme, light, dark) => {
            let message = match (theme, light, dark) {
                (None, None, None) => "`[markdown.highlighting]` names no colour theme",
                (None, Some(_), None) => "`light_theme` is set but `dark_theme` is not",
                (None, None, Some(_)) => "`dark_theme` is set but `light_theme` is not",
                _ => "`theme` is set beside `light_theme` or `dark_theme`",
            };
            faults.push(
                Diagnostic::error("config-highlighting", message)
                    .with_hint("set either `theme`, or both `light_theme` and `dark_theme`"),
            );
            return None;
        }
    };
    Some(Highlighting {
        themes,
        style: raw.style,
        error_on_missing_language: raw.error_on_missing_language,
        extra_grammars: raw.extra_grammars.clone(),
        extra_themes: raw.extra_themes.clone(),
        data_attr_position: raw.data_attr_position,
    })
}
