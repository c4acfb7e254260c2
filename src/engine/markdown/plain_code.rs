//! A code block as HTML without colours.

use tsubame_model::encode::{escape_html, push_html};

/// The language of code without one.
const PLAIN: &str = "plain";

/// The words of a fence that stand alone without being its language.
const SWITCHES: &[&str] = &["linenos", "linenostart", "hl_lines", "hide_lines"];

/// A block without colours.
pub(super) fn plain_html(fence: &str, code: &str) -> String {
    let language = fence_language(fence);
    let mut html = String::with_capacity(code.len() + code.len() / 8 + language.len() + 48);
    html.push_str("<pre><code");
    if language != PLAIN {
        html.extend([" data-lang=\"", &escape_html(language), "\""]);
    }
    html.push('>');
    push_html(&mut html, code);
    html.push_str("</code></pre>\n");
    html
}

/// The language a fence names: its first part between commas that is neither a setting nor a switch.
fn fence_language(fence: &str) -> &str {
    let is_language = |part: &&str| !part.is_empty() && !part.contains('=') && !SWITCHES.contains(part);
    fence.split(',').map(str::trim).find(is_language).unwrap_or(PLAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_fences() {
        for (fence, language) in [
            ("", "plain"),
            (" rust ", "rust"),
            ("rust,linenos,hl_lines=1", "rust"),
            ("linenos, rust", "rust"),
            ("linenos", "plain"),
            ("name=a.rs,toml", "toml"),
            ("rust {.x}", "rust {.x}"),
            ("text", "text"),
        ] {
            assert_eq!(fence_language(fence), language, "{fence}");
        }
    }
}
