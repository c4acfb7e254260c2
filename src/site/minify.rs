//! Smaller HTML.

use minify_html::{Cfg, minify};

/// Minifies a page.
pub(super) fn minify_html(html: &[u8]) -> Vec<u8> {
    let mut settings = Cfg::new();
    settings.keep_html_and_head_opening_tags = true;
    settings.minify_css = true;
    settings.minify_js = false;
    minify(html, &settings)
}
