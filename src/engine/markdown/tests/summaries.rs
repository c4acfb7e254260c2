//! Where the summary ends and how.

use super::rendered;

fn check(markdown: &str, text: &str, summary: Option<&str>, html: &str) {
    let body = rendered(markdown, text);
    assert_eq!(body.summary.as_deref(), summary, "{text}");
    assert_eq!(body.html.trim_end(), html, "{text}");
}

#[test]
fn between_blocks() {
    let html = "<p>a</p>\n<span id=\"continue-reading\"></span>\n<p>b</p>";
    check("", "a\n\n<!-- more -->\n\nb", Some("<p>a</p>"), html);
    check("", "a\n\n<!--MORE-->\n\nb", Some("<p>a</p>"), html);
    check("", "a\n\n<!-- notes -->\n\nb", None, "<p>a</p>\n<!-- notes -->\n<p>b</p>");
    check("", "<!-- more -->\n\nb", Some(""), "<span id=\"continue-reading\"></span>\n<p>b</p>");
}

#[test]
fn only_the_first_marker_counts() {
    let html = "<p>a</p>\n<span id=\"continue-reading\"></span>\n<p>b</p>\n<!-- more -->";
    check("", "a\n\n<!-- more -->\n\nb\n\n<!-- more -->", Some("<p>a</p>"), html);
}

#[test]
fn inside_elements() {
    let span = "<span id=\"continue-reading\"></span>";
    for (text, summary, html) in [
        (
            "a **b <!-- more --> c**",
            "<p>a <strong>b<i lang=\"ja\">2</i></strong></p>\n",
            format!("<p>a <strong>b {span} c</strong></p>"),
        ),
        (
            "- a\n\n  <!-- more -->\n\n  b",
            "<ul>\n<li>\n<p>a</p><i lang=\"ja\">4</i></li>\n</ul>\n",
            format!("<ul>\n<li>\n<p>a</p>\n{span}\n<p>b</p>\n</li>\n</ul>"),
        ),
        (
            "[a](https://e.jp) b [c <!-- more --> d](https://e.jp)",
            "<p><a rel=\"external\" href=\"https://e.jp\">a</a> b <a rel=\"external\" href=\"https://e.jp\">c<i lang=\"ja\">4</i></a></p>\n",
            format!(
                "<p><a rel=\"external\" href=\"https://e.jp\">a</a> b <a rel=\"external\" href=\"https://e.jp\">c {span} d</a></p>"
            ),
        ),
        ("a\n\n# b <!-- more -->", "<p>a</p>", format!("<p>a</p>\n<h1 id=\"b_\">b {span}</h1>")),
        (
            "|a|\n|-|\n|b<!--more-->c|",
            "<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b<i lang=\"ja\">10</i></td></tr>\n</tbody></table>\n",
            format!("<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b{span}c</td></tr>\n</tbody></table>"),
        ),
    ] {
        check("", text, Some(summary), &html);
    }
}

#[test]
fn after_footnotes() {
    let text = "a[^b] c\n\n[^b]: d\n\n<!-- more -->\n\ne[^b]";
    let body = rendered("bottom_footnotes = true", text);
    assert_eq!(body.summary.as_deref(), Some("<p>a c</p>"));
    let body = rendered("", text);
    let summary = "<p>a c</p>\n<div class=\"footnote-definition\" id=\"b\"><sup class=\"footnote-definition-label\">1</sup>\n<p>d</p>\n</div>";
    assert_eq!(body.summary.as_deref(), Some(summary));
}

#[test]
fn inside_a_footnote_that_moves() {
    let body = rendered("bottom_footnotes = true", "> a[^b]\n>\n> [^b]: c <!-- more --> d");
    assert_eq!(body.summary.as_deref(), Some("<blockquote>\n<p>a</p><i lang=\"ja\">3</i></blockquote>\n"));
    assert!(body.html.contains("c <span id=\"continue-reading\"></span> d"), "{}", body.html);
}

#[test]
fn a_failing_template_is_a_fault() {
    let body = rendered("", "broken <!-- more --> b");
    assert_eq!(body.summary.as_deref(), Some("<p>broken</p>\n"));
    assert_eq!(body.faults[0].diagnostic.code, "template");
}
