//! Smaller HTML.

use minify_html::{Cfg, minify};

/// Minifies a page. A result that is not text, which would be a fault of the minifier, gives the page back as it was.
pub(super) fn minify_html(html: String) -> String {
    let mut settings = Cfg::new();
    settings.keep_html_and_head_opening_tags = true;
    settings.minify_css = true;
    settings.minify_js = false;
    String::from_utf8(minify(html.as_bytes(), &settings)).unwrap_or(html)
}
