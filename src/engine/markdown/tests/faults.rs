//! Faults of texts: all are found, none stops the rendering.

use super::{config, rendered, rendered_by};
use crate::config::{AnchorLinks, BuildOptions, resolve};
use tsubame_model::source::{Severity, SourcePath};

#[test]
fn all_faults_with_their_places() {
    let text = "[a](@/ない.md) *b* [c]()\n\n# [d](@/no.md#e)\n\n![f](@/g.png)";
    let body = rendered("", text);
    let found: Vec<_> =
        body.faults.iter().map(|fault| (fault.diagnostic.code, &text[fault.span.clone().unwrap()])).collect();
    let expected = [
        ("link-missing-page", "[a](@/ない.md)"),
        ("link-empty-url", "[c]()"),
        ("link-missing-page", "[d](@/no.md#e)"),
        ("link-missing-page", "![f](@/g.png)"),
    ];
    assert_eq!(found, expected);
    assert!(body.faults.iter().all(|fault| fault.diagnostic.is_error() && fault.diagnostic.hint.is_some()));
    assert!(
        body.faults[0].diagnostic.message.english().contains("@/ない.md"),
        "{:?}",
        body.faults[0].diagnostic.message
    );
    assert_eq!(
        body.html,
        "<p><a href=\"@/%E3%81%AA%E3%81%84.md\">a</a> <em>b</em> <a href=\"#\">c</a></p>\n\
         <h1 id=\"d\"><a href=\"@/no.md#e\">d</a></h1>\n<p><img src=\"@/g.png\" alt=\"f\" /></p>\n"
    );
}

#[test]
fn missing_pages_may_be_warnings() {
    let text = "base_url = \"/\"\n[link_checker]\ninternal_level = \"warn\"";
    let config = resolve(&SourcePath::new("zola.toml"), text, &BuildOptions::default()).unwrap();
    let body = rendered_by(&config, AnchorLinks::None, "[a](@/no.md)");
    assert_eq!(body.html, "<p><a href=\"@/no.md\">a</a></p>\n");
    assert_eq!(body.faults[0].diagnostic.severity, Severity::Warning);
}

#[test]
fn outside_of_pages_nothing_is_recorded_of_fragments() {
    let config = config("");
    let context = super::MarkdownContext {
        config: &config,
        highlighter: &super::Highlighter::new(&config, &|path| path.as_str().into()),
        links: &super::StubSite,
        hooks: &super::StubSite,
        lang: &config.default_language,
        permalink: "",
        relative: "",
        anchor_links: AnchorLinks::None,
    };
    let body = super::render("[a](#b)", &context);
    assert_eq!(body.html, "<p><a href=\"#b\">a</a></p>\n");
    assert_eq!(body.internal_links, []);
}
