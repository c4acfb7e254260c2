//! Smaller HTML.

use minify_html::{Cfg, minify};

use super::html_shape::HtmlShape;

/// The minifier calls itself for every level of elements. So many levels fit on any stack.
const SHALLOW_LEVELS: usize = 200;

/// Nobody writes so many levels; such a page is published as it is rather than with a stack of gigabytes.
const DEEPEST_LEVELS: usize = 20_000;

/// So many brackets may lie in each other where styles can stand; the parser of CSS calls itself for each of them.
const MOST_BRACKETS: usize = 60;

/// Room for the deepest page. Only what is touched takes memory.
const STACK_BYTES: usize = 1024 * 1024 * 1024;

/// Minifies a page, on a thread with more room if its elements lie deep.
pub(super) fn minify_html(html: &[u8]) -> Vec<u8> {
    let levels = HtmlShape::of(html).levels;
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

fn minify_here(html: &[u8]) -> Vec<u8> {
    let mut settings = Cfg::new();
    settings.keep_html_and_head_opening_tags = true;
    settings.minify_css = most_brackets(html) <= MOST_BRACKETS;
    settings.minify_js = false;
    minify(html, &settings)
}

/// How deep brackets lie in each other between one tag and the next, or inside of a tag: at least as deep as in any
/// style sheet or `style` attribute.
fn most_brackets(html: &[u8]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for byte in html {
        match byte {
            b'<' => now = 0,
            b'(' | b'[' | b'{' => now += 1,
            b')' | b']' | b'}' => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_without_end_do_not_end_the_program() {
        for style in [
            "a{".repeat(100_000),
            format!("{}a{}{{b:c}}", ":not(".repeat(100_000), ")".repeat(100_000)),
            format!("@media {}a{{b:c}}", "(".repeat(100_000)),
            format!("a{{b:{}", "[".repeat(100_000)),
        ] {
            let html = format!("<!doctype html><title>x</title><p>\n  <style>{style}</style>");
            assert!(!minify_html(html.as_bytes()).is_empty());
        }
        let small = minify_html(b"<!doctype html><title>x</title><style> a { color : red } </style>");
        assert!(String::from_utf8_lossy(&small).contains("<style>a{color:red}</style>"));
    }

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
