//! Links of every kind and what is recorded of them.

use super::{check, rendered};

#[test]
fn addresses() {
    check(
        "external_links_external = false",
        &[
            ("[a](@/a/b.md)", "<p><a href=\"https://example.jp/a/b/\">a</a></p>"),
            ("[a](@/a/b.md#c)", "<p><a href=\"https://example.jp/a/b/#c\">a</a></p>"),
            ("[a](@/%E8%A6%8B出し.md)", "<p><a href=\"https://example.jp/%E8%A6%8B%E5%87%BA%E3%81%97/\">a</a></p>"),
            ("[a](@/a/c.svg)", "<p><a href=\"https://example.jp/a/c.svg\">a</a></p>"),
            ("[a][b]\n\n[b]: @/a/b.md", "<p><a href=\"https://example.jp/a/b/\">a</a></p>"),
            ("[a](file.txt \"題\")", "<p><a href=\"https://example.jp/p/file.txt\" title=\"題\">a</a></p>"),
            ("[a](../x/)", "<p><a href=\"../x/\">a</a></p>"),
            ("[a](/x/)", "<p><a href=\"/x/\">a</a></p>"),
            ("[a](#)", "<p><a href=\"#\">a</a></p>"),
            ("[a](#b)", "<p><a href=\"https://example.jp/p/#b\">a</a></p>"),
            ("[a](tel:+81)", "<p><a href=\"tel:+81\">a</a></p>"),
            ("<a@example.jp>", "<p><a href=\"mailto:a@example.jp\">a@example.jp</a></p>"),
            ("[a](https://e.jp/?b=1&c=2 \"題\")", "<p><a href=\"https://e.jp/?b=1&amp;c=2\" title=\"題\">a</a></p>"),
        ],
    );
}

#[test]
fn external_links() {
    check("", &[("[a](http://e.jp)", "<p><a rel=\"external\" href=\"http://e.jp\">a</a></p>")]);
    check(
        "",
        &[("<https://e.jp/日>", "<p><a rel=\"external\" href=\"https://e.jp/%E6%97%A5\">https://e.jp/日</a></p>")],
    );
    check(
        "external_links_external = false\nexternal_links_class = \"外\"",
        &[("[a](http://e.jp)", "<p><a class=\"外\" href=\"http://e.jp\">a</a></p>")],
    );
    check(
        "external_links_class = \"x\"\nexternal_links_target_blank = true\nexternal_links_no_follow = true\nexternal_links_no_referrer = true",
        &[(
            "[*a*](https://e.jp \"'b' & c\")",
            "<p><a class=\"x\" rel=\"noopener nofollow noreferrer external\" target=\"_blank\" title=\"&#39;b&#39; &amp; c\" href=\"https://e.jp\"><em>a</em></a></p>",
        )],
    );
}

#[test]
fn what_is_recorded() {
    let text = "[a](@/a/b.md#c) [b](#d) [c](https://e.jp) [d](/x/) [e](@/a/c.svg) # [f](#)\n\n# [g](@/a/b.md)";
    let body = rendered("", text);
    let internal: Vec<_> =
        body.internal_links.iter().map(|link| (link.target.as_str(), link.anchor.as_deref())).collect();
    assert_eq!(internal, [("a/b.md", Some("c")), ("p.md", Some("d")), ("a/b.md", None)]);
    assert_eq!(&text[body.internal_links[2].span.clone()], "[g](@/a/b.md)");
    let external: Vec<_> =
        body.external_links.iter().map(|link| (link.url.as_str(), &text[link.span.clone()])).collect();
    assert_eq!(external, [("https://e.jp", "[c](https://e.jp)")]);

    let text = "[a](/x/) ![b](../y.png) [c](z.pdf) ![d](w.png) [e](tel:+81) [f](//e.jp/) [g][h]\n\n[h]: /h/\n";
    let body = rendered("", text);
    let paths = body.path_links.iter().map(|link| (link.written.as_str(), link.url.as_str(), &text[link.span.clone()]));
    let expected = [
        ("/x/", "/x/", "[a](/x/)"),
        ("../y.png", "../y.png", "![b](../y.png)"),
        ("z.pdf", "https://example.jp/p/z.pdf", "[c](z.pdf)"),
        ("w.png", "https://example.jp/p/w.png", "![d](w.png)"),
        ("//e.jp/", "//e.jp/", "[f](//e.jp/)"),
        ("/h/", "/h/", "[g][h]"),
    ];
    assert_eq!(paths.collect::<Vec<_>>(), expected);
}
