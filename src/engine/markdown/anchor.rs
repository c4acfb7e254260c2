//! Finding the element a fragment points at in finished HTML. It knows nothing of Markdown.

use std::borrow::Cow;

use memchr::memmem;

use tsubame_model::encode::{escape_html, percent_decode};

/// Whether the rendered HTML has an element with this id or name, so that a link to `#anchor` leads somewhere.
///
/// The empty anchor and `top` always do. The anchor may be percent-encoded, as browsers allow.
pub fn has_anchor(html: &str, anchor: &str) -> bool {
    if anchor.is_empty() || anchor.eq_ignore_ascii_case("top") {
        return true;
    }
    let decoded = percent_decode(anchor);
    let wanted = if decoded == anchor { [Some(anchor), None] } else { [Some(anchor), Some(&*decoded)] };
    wanted.into_iter().flatten().any(|anchor| {
        let escaped = match escape_html(anchor) {
            Cow::Borrowed(_) => None,
            Cow::Owned(escaped) => Some(escaped),
        };
        has_value(html, anchor) || escaped.is_some_and(|escaped| has_value(html, &escaped))
    })
}

/// Whether an `id` or a `name` attribute has exactly this value, as written in the HTML.
fn has_value(html: &str, value: &str) -> bool {
    let html = html.as_bytes();
    memmem::find_iter(html, value).any(|at| is_anchor_value(&html[..at], &html[at + value.len()..]))
}

/// Whether what stands between `before` and `after` is the whole value of an `id` or `name` attribute.
fn is_anchor_value(before: &[u8], after: &[u8]) -> bool {
    let (before, is_closed) = match before.split_last() {
        Some((&quote @ (b'"' | b'\''), before)) => (before, after.first() == Some(&quote)),
        _ => (before, after.first().is_none_or(|end| end.is_ascii_whitespace() || matches!(end, b'>' | b'/'))),
    };
    let Some(name) = before.trim_ascii_end().strip_suffix(b"=").map(<[u8]>::trim_ascii_end) else { return false };
    let ends_with = |word: &[u8]| {
        let Some((before, end)) = name.len().checked_sub(word.len()).map(|at| name.split_at(at)) else { return false };
        end.eq_ignore_ascii_case(word) && before.last().is_some_and(u8::is_ascii_whitespace)
    };
    is_closed && (ends_with(b"id") || ends_with(b"name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_in_html() {
        for (html, anchor, expected) in [
            (r#"<a id="fred">"#, "fred", true),
            (r#"<a name="fred">"#, "fred", true),
            (r#"<a id="george"> fred"#, "fred", false),
            (r#"<a  class="x" id = "fred" >"#, "fred", true),
            ("<a id='fred'>", "fred", true),
            ("<a id=fred>", "fred", true),
            ("<a id=fred class=x>", "fred", true),
            ("<a id=fred/>", "fred", true),
            ("<a id=frederic>", "fred", false),
            (r#"<a id="fred'>"#, "fred", false),
            (r#"<a iD="fred">"#, "fred", true),
            ("<a\nid=\"fred\">", "fred", true),
            (r#"<a notid="fred">"#, "fred", false),
            (r#"<a id="fred.george">"#, "fred.george", true),
            (r#"<a id="fredxgeorge">"#, "fred.george", false),
            (r#"<h2 id="a&amp;b">"#, "a&b", true),
            (r#"<h2 id="見出し">"#, "見出し", true),
            (r#"<h2 id="見出し">"#, "%E8%A6%8B%E5%87%BA%E3%81%97", true),
            (r#"<h2 id="xfred"><h2 id="fred">"#, "fred", true),
            ("fred", "fred", false),
            ("id=fred", "fred", false),
            ("", "top", true),
            ("", "Top", true),
            ("", "", true),
        ] {
            assert_eq!(has_anchor(html, anchor), expected, "{anchor} in {html}");
        }
    }
}
