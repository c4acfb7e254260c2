//! Headings, their ids, anchor links and the table of contents.

use super::{check, config, rendered, rendered_by};
use crate::config::AnchorLinks;
use tsubame_model::source::Severity;

#[test]
fn ids_and_classes() {
    check(
        "",
        &[
            ("# 導入", "<h1 id=\"導入\">導入</h1>"),
            (
                "## `a` *b* <i>c</i> [d](/e)",
                "<h2 id=\"a_b_c_d\"><code>a</code> <em>b</em> <i>c</i> <a href=\"/e\">d</a></h2>",
            ),
            ("# a {#b}", "<h1 id=\"b\">a</h1>"),
            ("# a { #b .c .d }", "<h1 id=\"b\" class=\"c d\">a</h1>"),
            (
                "# a\n# a\n# b {#a-1}\n# a",
                "<h1 id=\"a\">a</h1>\n<h1 id=\"a-2\">a</h1>\n<h1 id=\"a-1\">b</h1>\n<h1 id=\"a-3\">a</h1>",
            ),
            ("# \"a\" & b", "<h1 id=\"&quot;a&quot;_&amp;_b\">\"a\" &amp; b</h1>"),
            ("a\n===", "<h1 id=\"a\">a</h1>"),
            ("- # a", "<ul>\n<li><h1 id=\"a\">a</h1>\n</li>\n</ul>"),
        ],
    );
}

#[test]
fn ids_are_slugs_by_default() {
    let config = crate::config::resolve(
        &tsubame_model::source::SourcePath::new("zola.toml"),
        "base_url = \"/\"",
        &crate::config::BuildOptions::default(),
    );
    let body = rendered_by(&config.unwrap(), AnchorLinks::None, "# Hello, World!");
    assert_eq!(body.html, "<h1 id=\"hello-world\">Hello, World!</h1>\n");
}

#[test]
fn anchor_links() {
    for (place, html) in [
        (AnchorLinks::None, "<h2 id=\"a\"><b>a</b></h2>\n"),
        (AnchorLinks::Left, "<h2 id=\"a\"><a class=\"ja2\" href=\"#a\">§</a><b>a</b></h2>\n"),
        (AnchorLinks::Right, "<h2 id=\"a\"><b>a</b><a class=\"ja2\" href=\"#a\">§</a></h2>\n"),
        (AnchorLinks::Heading, "<h2 id=\"a\"><a class=\"ja2\" href=\"#a\"><b>a</b></a></h2>\n"),
    ] {
        assert_eq!(rendered_by(&config(""), place, "## <b>a</b>").html, html, "{place:?}");
    }
}

#[test]
fn a_failing_anchor_template_is_a_fault() {
    let body = rendered_by(&config(""), AnchorLinks::Left, "a\n\n# broken");
    assert_eq!(body.html, "<p>a</p>\n<h1 id=\"broken\">broken</h1>\n");
    assert_eq!(body.faults[0].diagnostic.code, "template");
    assert_eq!(body.faults[0].span, Some(3..11));
}

#[test]
fn the_table_of_contents() {
    let body = rendered("", "# `a` <b>b</b>\n\n### c {#x}\n\n## d");
    let [top] = &body.toc[..] else { panic!("{:?}", body.toc) };
    assert_eq!((top.level, top.title.as_str(), top.id.as_str()), (1, "a b", "a_b"));
    assert_eq!(top.permalink, "https://example.jp/p/#a_b");
    let below: Vec<_> = top.children.iter().map(|heading| (heading.level, heading.id.as_str())).collect();
    assert_eq!(below, [(3, "x"), (2, "d")]);
}

#[test]
fn an_explicit_id_twice_is_a_warning() {
    let text = "# a {#x}\n\n# b {#x}\n";
    let body = rendered("", text);
    let [fault] = &body.faults[..] else { panic!("{:?}", body.faults) };
    assert_eq!((fault.diagnostic.code, fault.diagnostic.severity), ("heading-id-twice", Severity::Warning));
    assert_eq!(fault.span.clone().map(|span| &text[span]), Some("# b {#x}\n"));
}

#[test]
fn ten_thousand_equal_headings() {
    let body = rendered("", &"# a\n".repeat(10_000));
    assert!(body.html.ends_with("<h1 id=\"a-9999\">a</h1>\n"));
    assert_eq!(body.toc.len(), 10_000);
}
