//! HTML: text and attributes in quotes.

use std::borrow::Cow;

use pulldown_cmark_escape::StrWrite;

/// Appends `text` with the five special characters of HTML as entities, so that it may stand in an attribute.
pub fn push_html(out: &mut String, text: &str) {
    written(pulldown_cmark_escape::escape_html(out, text));
}

/// Appends an address as the value of `href` or `src`: percent-encoded where needed, `&` and quotes as entities.
pub fn push_href(out: &mut String, address: &str) {
    written(pulldown_cmark_escape::escape_href(out, address));
}

/// Writing into a `String` does not fail, so there is nothing to hand on.
fn written(outcome: Result<(), <String as StrWrite>::Error>) {
    debug_assert!(outcome.is_ok(), "writing into a string does not fail");
}

/// `text` with the five special characters of HTML as entities, for text and for attributes in quotes of either kind.
pub fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    push_html(&mut out, text);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_escaping() {
        assert_eq!(escape_html("日本語"), "日本語");
        assert_eq!(escape_html("<a> & \"b\" 'c'"), "&lt;a&gt; &amp; &quot;b&quot; &#39;c&#39;");
    }
}
