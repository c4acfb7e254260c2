//! Text, emoji, images, alerts, lists.

use super::{check, rendered};

#[test]
fn paragraphs_and_lists() {
    check(
        "",
        &[
            ("一行\n二行", "<p>一行\n二行</p>"),
            (
                "- [ ] a\n- [x] b",
                "<ul>\n<li><input disabled=\"\" type=\"checkbox\"/>\na</li>\n<li><input disabled=\"\" type=\"checkbox\" checked=\"\"/>\nb</li>\n</ul>",
            ),
            ("~~a~~ \"b\" ... :smile:", "<p><del>a</del> \"b\" ... :smile:</p>"),
            (
                "|a|\n|-|\n|b|",
                "<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b</td></tr>\n</tbody></table>",
            ),
            ("> [!NOTE]\n> a", "<blockquote>\n<p>[!NOTE]\na</p>\n</blockquote>"),
            ("a\n: b", "<p>a\n: b</p>"),
            ("<!-- 注釈 -->", "<!-- 注釈 -->"),
        ],
    );
}

#[test]
fn what_is_switched_on() {
    check("smart_punctuation = true", &[("\"a\" -- b...", "<p>“a” – b…</p>")]);
    check("definition_list = true", &[("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>")]);
    check(
        "github_alerts = true",
        &[
            ("> [!note]\n> a", "<blockquote class=\"markdown-alert-note\">\n<p>a</p>\n</blockquote>"),
            ("> [!NOTE] a", "<blockquote>\n<p>[!NOTE] a</p>\n</blockquote>"),
        ],
    );
}

#[test]
fn emoji() {
    check(
        "render_emoji = true",
        &[
            (":smile: :存在しない: a: b", "<p>😄 :存在しない: a: b</p>"),
            ("`:smile:`", "<p><code>:smile:</code></p>"),
            ("```\n:smile:\n```", "<pre><code>:smile:\n</code></pre>"),
            ("# :sushi:", "<h1 id=\"🍣\">🍣</h1>"),
            ("![:sushi:](/a.png)", "<p><img src=\"/a.png\" alt=\"🍣\" /></p>"),
        ],
    );
}

#[test]
fn images() {
    check(
        "",
        &[
            (
                "![代替 *強調* `c` <b>](/x.png \"題 & \\\"\")",
                "<p><img src=\"/x.png\" alt=\"代替 強調 c \" title=\"題 &amp; &quot;\" /></p>",
            ),
            ("![](https://e.jp/a b.png)", "<p>![](https://e.jp/a b.png)</p>"),
            ("![a](下/絵.svg)", "<p><img src=\"https://example.jp/p/%E4%B8%8B/%E7%B5%B5.svg\" alt=\"a\" /></p>"),
            ("![a](@/a/c.svg#x)", "<p><img src=\"https://example.jp/a/c.svg#x\" alt=\"a\" /></p>"),
            ("![a ![b](/c) d](/e)", "<p><img src=\"/e\" alt=\"a b d\" /></p>"),
            ("![a [b](/c)](/e)", "<p><img src=\"/e\" alt=\"a b\" /></p>"),
            ("[![a](/b)](/c)", "<p><a href=\"/c\"><img src=\"/b\" alt=\"a\" /></a></p>"),
            ("# ![a](/b) c", "<h1 id=\"_c\"><img src=\"/b\" alt=\"a\" /> c</h1>"),
        ],
    );
    check(
        "lazy_async_image = true",
        &[("![a](/b)", "<p><img src=\"/b\" alt=\"a\" loading=\"lazy\" decoding=\"async\" /></p>")],
    );
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    for (mark, tag) in [("> ", "<blockquote>"), ("- ", "<li>")] {
        let body = rendered("bottom_footnotes = true", &format!("{}a\n\n<!-- more -->\n", mark.repeat(10_000)));
        assert!(body.html.matches(tag).count() > 100, "{mark}");
    }
}
