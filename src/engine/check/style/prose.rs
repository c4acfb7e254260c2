//! What of a text of Markdown is prose.

use std::ops::Range;

/// Stands for every byte that is not prose, so that all places stay the same.
pub(super) const MASK: char = '\u{1}';

/// The text with marks in place of code, tags, calls of templates, and the addresses of links and pictures.
pub(super) fn prose_of(markdown: &str) -> String {
    let mut bytes = markdown.as_bytes().to_vec();
    for span in spans(markdown) {
        bytes[span].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = 1);
    }
    // Every span begins and ends at a letter of ASCII or at the end of a line.
    String::from_utf8(bytes).unwrap_or_default()
}

/// All that is not prose; one span may lie in another.
fn spans(markdown: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (open, close) in [("<!--", "-->"), ("{{", "}}"), ("{%", "%}"), ("](", ")")] {
        let mut at = 0;
        while let Some(start) = markdown[at..].find(open).map(|start| at + start) {
            let Some(length) = markdown[start..].find(close) else { break };
            at = start + length + close.len();
            found.push(start..at);
        }
    }
    let (mut at, mut is_code) = (0, false);
    for line in markdown.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        if is_code || is_fence {
            found.push(at..at + line.len());
        } else {
            for (open, close) in [('`', '`'), ('<', '>')] {
                let mut inner = 0;
                while let Some(start) = line[inner..].find(open).map(|start| inner + start) {
                    let Some(length) = line[start + 1..].find(close) else { break };
                    inner = start + 1 + length + 1;
                    found.push(at + start..at + inner);
                }
            }
        }
        is_code ^= is_fence;
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_prose_is_masked_in_its_place() {
        for (markdown, prose) in [
            ("朝の市", "朝の市"),
            ("朝`code`の", "朝の"),
            ("[市](@/a.md)へ", "[市へ"),
            ("{{ a(b=\"市\") }}朝\n```\n市\n```\nの", "朝\n\n\n\nの"),
            ("<b>朝</b><!-- 市 -->", "朝"),
            ("朝`の", "朝`の"),
        ] {
            let found = prose_of(markdown);
            assert_eq!(found.len(), markdown.len());
            assert_eq!(found.replace(MASK, ""), prose, "{markdown}");
        }
    }
}
