//! Footnotes in place and at the end.

use super::{check, rendered};

/// A reference and a link back, as they stand at the end of a text.
fn reference(name: &str, number: usize, count: usize) -> String {
    format!(
        "<sup class=\"footnote-reference\" id=\"fr-{name}-{count}\"><a href=\"https://example.jp/p/#fn-{name}\">[{number}]</a></sup>"
    )
}

fn back(name: &str, count: usize) -> String {
    let shown = if count == 1 { String::new() } else { count.to_string() };
    format!(" <a href=\"https://example.jp/p/#fr-{name}-{count}\">↩{shown}</a>")
}

fn section(items: &[(&str, String)]) -> String {
    let items: Vec<String> = items.iter().map(|(name, html)| format!("<li id=\"fn-{name}\">{html}</li>\n")).collect();
    let items = items.concat();
    format!("<section class=\"footnotes\">\n<ol class=\"footnotes-list\">\n{items}</ol>\n</section>\n")
}

#[test]
fn in_place() {
    check(
        "",
        &[(
            "a[^b]\n\n[^b]: c",
            "<p>a<sup class=\"footnote-reference\"><a href=\"#b\">1</a></sup></p>\n\
             <div class=\"footnote-definition\" id=\"b\"><sup class=\"footnote-definition-label\">1</sup>\n<p>c</p>\n</div>",
        )],
    );
}

#[test]
fn at_the_end() {
    for (text, html) in [
        ("a", "<p>a</p>\n".to_owned()),
        ("[^b]: c", String::new()),
        (
            "a[^一] b[^二] c[^一]\n\n[^二]: zwei\n\n[^一]: eins",
            format!("<p>a{} b{} c{}</p>\n", reference("一", 1, 1), reference("二", 2, 1), reference("一", 1, 2))
                + &section(&[
                    ("一", format!("\n<p>eins{}{}</p>\n", back("一", 1), back("一", 2))),
                    ("二", format!("\n<p>zwei{}</p>\n", back("二", 1))),
                ]),
        ),
        (
            "[^a]: before [^b]\n\nx[^a]\n\n[^b]: nested",
            format!("<p>x{}</p>\n", reference("a", 2, 1))
                + &section(&[
                    ("b", format!("\n<p>nested{}</p>\n", back("b", 1))),
                    ("a", format!("\n<p>before {}{}</p>\n", reference("b", 1, 1), back("a", 1))),
                ]),
        ),
        (
            "x[^a]\n\n[^a]: - list",
            format!("<p>x{}</p>\n", reference("a", 1, 1))
                + &section(&[("a", format!("\n<ul>\n<li>list</li>\n</ul>\n{}", back("a", 1)))]),
        ),
        (
            "x[^a]\n\n[^a]: # 題\n\n    text",
            format!("<p>x{}</p>\n", reference("a", 1, 1))
                + &section(&[("a", format!("<h1 id=\"題\">題</h1>\n<p>text{}</p>\n", back("a", 1)))]),
        ),
    ] {
        assert_eq!(rendered("bottom_footnotes = true", text).html, html, "{text}");
    }
}

#[test]
fn names_are_escaped() {
    let html = rendered("bottom_footnotes = true", "x[^\"<b]\n\n[^\"<b]: y").html;
    assert!(html.contains("id=\"fn-&quot;&lt;b\""), "{html}");
}
