//! What of a page's HTML is worth finding.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;
use lol_html::{RewriteStrSettings, doc_comments, element, rewrite_str};

use crate::site::html_shape::HtmlShape;

/// The parser that builds the tree of elements looks at all open ones for many of the tags: so many looks take seconds.
const MOST_LOOKS: usize = 20_000_000;

/// It compares every attribute of a tag with all others.
const MOST_ATTRIBUTES: usize = 1_000;

/// Removes all tags, and scripts, styles and preformatted text with what they hold.
static STRIPPER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::new();
    builder
        .tags(HashSet::new())
        .clean_content_tags(HashSet::from(["script", "style", "pre"]))
        .tag_attributes(HashMap::new())
        .generic_attributes(HashSet::new())
        .allowed_classes(HashMap::new())
        .link_rel(None);
    builder
});

/// The text of some HTML: white space squeezed, blank lines dropped, cut after `limit` code points.
pub(in crate::site) fn plain_text(html: &str, limit: Option<usize>) -> String {
    let shape = HtmlShape::of(html.as_bytes());
    let is_costly = shape.levels.saturating_mul(shape.tags) > MOST_LOOKS || shape.attributes > MOST_ATTRIBUTES;
    let stripped = if is_costly { strip_tags(html) } else { STRIPPER.clean(html).to_string() };
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = stripped.lines().map(squeeze).filter(|line| !line.is_empty()).collect();
    let text = lines.join("\n");
    match limit {
        Some(limit) => text.chars().take(limit).collect(),
        None => text,
    }
}

/// Removes tags one after the other, whatever lies in what.
fn strip_tags(html: &str) -> String {
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("script, style, pre", |element| {
            element.remove();
            Ok(())
        }))
        .append_element_content_handler(element!("*", |element| {
            element.remove_and_keep_content();
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(|comment| {
            comment.remove();
            Ok(())
        }))
        .with_strict(false);
    // It only fails where memory runs out.
    rewrite_str(html, settings).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_html_takes_no_time() {
        let formatting = (0..3_000).map(|at| format!("<b class=a{at}>")).collect::<Vec<_>>().concat();
        for (html, text) in [
            (format!("{}仙台{}", "<div>".repeat(200_000), "</div>".repeat(200_000)), "仙台"),
            (format!("{}仙台", "<ul><li>".repeat(100_000)), "仙台"),
            (format!("{formatting}仙{}台", "<p></p>".repeat(50_000)), "仙台"),
            (format!("<p {}>仙<script>x</script><!-- y -->台", "a b=c d='e' ".repeat(20_000)), "仙台"),
        ] {
            assert_eq!(plain_text(&html, None), text);
        }
    }

    #[test]
    fn texts() {
        for (html, limit, text) in [
            ("<p>朝の  仙台</p>\n\n<p>駅</p>", None, "朝の 仙台\n駅"),
            ("a <script>b</script><pre>c</pre> d", None, "a d"),
            ("<p>仙台の朝</p>", Some(2), "仙台"),
            ("a &amp; b", None, "a &amp; b"),
        ] {
            assert_eq!(plain_text(html, limit), text, "{html}");
        }
    }
}
