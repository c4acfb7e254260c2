//! Smaller HTML.

use minify_html::{Cfg, minify};

use super::html_shape::count_levels;

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
    let levels = count_levels(html);
    if levels > DEEPEST_LEVELS || has_misread_end(html) {
        return html.to_vec();
    }
    if levels <= SHALLOW_LEVELS {
        return minify_here(html);
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || minify_here(html));
        thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| html.to_vec())
    })
}

/// Whether something in a page would end a text too early: the minifier looks for `</title` and does not see that
/// `</titles>` is a part of the title.
fn has_misread_end(html: &[u8]) -> bool {
    const TEXT_ELEMENTS: [&[u8]; 4] = [b"script", b"style", b"textarea", b"title"];
    memchr::memmem::find_iter(html, b"</").any(|at| {
        let name = &html[at + 2..];
        TEXT_ELEMENTS.iter().any(|element| {
            let (begin, rest) = name.split_at(element.len().min(name.len()));
            let is_longer =
                rest.first().is_some_and(|next| !matches!(next, b'>' | b'/') && !next.is_ascii_whitespace());
            is_longer && begin.eq_ignore_ascii_case(element)
        })
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
/// style sheet or `style` attribute, or zero where none of these can have more than [`MOST_BRACKETS`].
fn most_brackets(html: &[u8]) -> usize {
    let is_open = |byte: &u8| matches!(byte, b'(' | b'[' | b'{');
    let pieces = memchr::memchr_iter(b'<', html).chain([html.len()]).scan(0, |begin, end| {
        let piece = &html[*begin..end];
        *begin = end;
        Some(piece)
    });
    // Counting is much faster than following what closes, and nearly all pieces are short.
    let crowded = pieces.filter(|piece| {
        piece.len() > MOST_BRACKETS && piece.iter().filter(|byte| is_open(byte)).count() > MOST_BRACKETS
    });
    crowded.map(bracket_depth).max().unwrap_or_default()
}

fn bracket_depth(text: &[u8]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for byte in text {
        match byte {
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
    fn what_begins_like_an_end_tag_stays_a_part_of_its_text() {
        for html in [
            "<!doctype html><title>a  </titles>  b</title>",
            "<!doctype html><p>\n <script>let a = '</scripty>';</script>",
            "<!doctype html><p>\n <textarea></TEXTAREA-2></textarea>",
            "<!doctype html><p>\n <style>a{content:'</style\"'}</style>",
            "<!doctype html><svg><title>a  </title\u{e4}/></svg>",
        ] {
            assert_eq!(minify_html(html.as_bytes()), html.as_bytes(), "{html}");
        }
        for html in
            ["<title>a</title\n><p>  b  c", "<textarea>a</TEXTAREA/><p>  b  c", "<p>  a  b</p><style>a{}</style"]
        {
            assert!(minify_html(html.as_bytes()).len() < html.len(), "{html}");
        }
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
