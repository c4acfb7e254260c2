//! What of a page's HTML is worth finding.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;

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
    let stripped = STRIPPER.clean(html).to_string();
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = stripped.lines().map(squeeze).filter(|line| !line.is_empty()).collect();
    let text = lines.join("\n");
    match limit {
        Some(limit) => text.chars().take(limit).collect(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
