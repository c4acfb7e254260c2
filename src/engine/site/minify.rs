//! Smaller HTML.

use minify_html::{Cfg, minify};

/// The minifier calls itself for every level of elements. So many levels fit on any stack.
const SHALLOW_LEVELS: usize = 200;

/// Nobody writes so many levels; such a page is published as it is rather than with a stack of gigabytes.
const DEEPEST_LEVELS: usize = 20_000;

/// Room for the deepest page. Only what is touched takes memory.
const STACK_BYTES: usize = 1024 * 1024 * 1024;

/// Minifies a page, on a thread with more room if its elements lie deep.
pub(super) fn minify_html(html: &[u8]) -> Vec<u8> {
    let levels = most_levels(html);
    if levels <= SHALLOW_LEVELS {
        return minify_here(html);
    }
    if levels > DEEPEST_LEVELS {
        return html.to_vec();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || minify_here(html));
        thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| html.to_vec())
    })
}

/// At least as many levels as elements lie in each other: end tags that HTML lets one leave out are missed.
fn most_levels(html: &[u8]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for at in memchr::memchr_iter(b'<', html) {
        match &html[at + 1..] {
            [b'/', ..] => now = now.saturating_sub(1),
            tag @ [letter, ..] if letter.is_ascii_alphabetic() && !is_void(tag) => now += 1,
            _ => {}
        }
        most = most.max(now);
    }
    most
}

/// Whether a tag, from its name on, is that of an element without content.
fn is_void(tag: &[u8]) -> bool {
    const VOID: [&[u8]; 13] = [
        b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track",
        b"wbr",
    ];
    let length = tag.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
    VOID.iter().any(|name| name.eq_ignore_ascii_case(&tag[..length]))
}

fn minify_here(html: &[u8]) -> Vec<u8> {
    let mut settings = Cfg::new();
    settings.keep_html_and_head_opening_tags = true;
    settings.minify_css = true;
    settings.minify_js = false;
    minify(html, &settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_pages_are_minified_too() {
        let page = |levels: usize| format!("<!doctype html>{}x{}", "<div>  ".repeat(levels), "</div>".repeat(levels));
        for levels in [3, 3_000] {
            let html = page(levels);
            assert!(minify_html(html.as_bytes()).len() < html.len(), "{levels}");
        }
        let html = page(DEEPEST_LEVELS + 1);
        assert_eq!(minify_html(html.as_bytes()), html.as_bytes());
    }
}
