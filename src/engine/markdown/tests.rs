//! Cases of Markdown and the HTML they become, by setting. The parts have their own tests; here is what they make
//! together.

use super::{Body, ContentLinks, Highlighter, MarkdownContext, TemplateHooks, render};
use crate::config::{AnchorLinks, BuildOptions, Config, Lang, resolve};
use tsubame_model::source::{Diagnostic, SourcePath, Wording};

mod code;
mod elements;
mod faults;
mod footnotes;
mod headings;
mod links;
mod summaries;

const PERMALINK: &str = "https://example.jp/p/";

/// A site with the page `a/b.md`, the asset `a/c.svg` and plain templates.
struct StubSite;

impl ContentLinks for StubSite {
    fn permalink(&self, relative: &str) -> Option<String> {
        match relative {
            "a/b.md" => Some("https://example.jp/a/b/".to_owned()),
            "見出し.md" => Some("https://example.jp/見出し/".to_owned()),
            "a/c.svg" => Some("https://example.jp/a/c.svg".to_owned()),
            _ => None,
        }
    }
}

impl TemplateHooks for StubSite {
    fn anchor_link(&self, id: &str, level: u32, lang: &Lang) -> Result<String, Diagnostic> {
        match id {
            "broken" => Err(Diagnostic::error("template", Wording::of_site("anchor-link.html is broken"))),
            _ => Ok(format!("<a class=\"{lang}{level}\" href=\"#{id}\">§</a>")),
        }
    }

    fn summary_cutoff(&self, summary: &str, lang: &Lang) -> Result<String, Diagnostic> {
        if summary.contains("broken") {
            return Err(Diagnostic::error("template", Wording::of_site("summary-cutoff.html is broken")));
        }
        Ok(format!("<i lang=\"{lang}\">{}</i>", summary.matches('<').count()))
    }
}

fn config(markdown: &str) -> Config {
    let text = format!(
        "base_url = \"https://example.jp\"\ndefault_language = \"ja\"\n[slugify]\nanchors = \"safe\"\n[markdown]\n{markdown}"
    );
    resolve(&SourcePath::new("zola.toml"), &text, &BuildOptions::default()).unwrap()
}

/// Renders with the given configuration.
fn rendered_by(config: &Config, anchor_links: AnchorLinks, text: &str) -> Body {
    rendered_with(config, &Highlighter::new(config, &|path| path.as_str().into()), anchor_links, text)
}

/// Renders with the given configuration and what colours code.
fn rendered_with(config: &Config, highlighter: &Highlighter, anchor_links: AnchorLinks, text: &str) -> Body {
    let context = MarkdownContext {
        config,
        highlighter,
        links: &StubSite,
        hooks: &StubSite,
        lang: &config.default_language,
        permalink: PERMALINK,
        relative: "p.md",
        anchor_links,
    };
    render(text, &context)
}

/// Renders with the given lines under `[markdown]`.
fn rendered(markdown: &str, text: &str) -> Body {
    rendered_by(&config(markdown), AnchorLinks::None, text)
}

/// Checks texts against their HTML; a newline at the end does not matter, and there must be no faults.
#[track_caller]
fn check(markdown: &str, cases: &[(&str, &str)]) {
    for (text, html) in cases {
        let body = rendered(markdown, text);
        assert_eq!(body.html.trim_end(), *html, "{text}");
        assert_eq!(body.faults, [], "{text}");
    }
}
