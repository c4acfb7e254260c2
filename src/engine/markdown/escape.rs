//! Escaping into HTML and reading percent-encoded text. It knows nothing of Markdown.

use std::borrow::Cow;

use pulldown_cmark_escape::StrWrite;

/// Appends `text` with the five special characters of HTML as entities, so that it may stand in an attribute.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    written(pulldown_cmark_escape::escape_html(out, text));
}

/// Appends an address as the value of `href` or `src`: percent-encoded where needed, `&` and quotes as entities.
pub(super) fn push_href(out: &mut String, address: &str) {
    written(pulldown_cmark_escape::escape_href(out, address));
}

/// Writing into a `String` does not fail, so there is nothing to hand on.
fn written(outcome: Result<(), <String as StrWrite>::Error>) {
    debug_assert!(outcome.is_ok(), "writing into a string does not fail");
}

/// `text` with the five special characters of HTML as entities.
pub(super) fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    push_escaped(&mut out, text);
    Cow::Owned(out)
}

/// `text` with `%E6%97%A5` read as the bytes it stands for; what is then not UTF-8 becomes U+FFFD.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_decoding() {
        for (encoded, decoded) in [
            ("a/b.md", "a/b.md"),
            ("%E8%A6%8B%e5%87%BA.md", "見出.md"),
            ("100%", "100%"),
            ("%4", "%4"),
            ("%zz%41", "%zzA"),
            ("%ff", "\u{FFFD}"),
        ] {
            assert_eq!(percent_decode(encoded), decoded, "{encoded}");
        }
    }

    #[test]
    fn html_escaping() {
        assert_eq!(escape_html("日本語"), "日本語");
        assert_eq!(escape_html("<a> & \"b\" 'c'"), "&lt;a&gt; &amp; &quot;b&quot; &#39;c&#39;");
    }
}
