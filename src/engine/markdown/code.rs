//! Code blocks: gathered whole, then coloured or only escaped. It knows nothing of colours.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr};

use super::{
    BodyFault, MarkdownContext,
    escape::{escape_html, push_escaped},
};
use tsubame_model::source::Span;

/// The language of code without one.
const PLAIN: &str = "plain";

/// The words of a fence that stand alone without being its language.
const SWITCHES: &[&str] = &["linenos", "linenostart", "hl_lines", "hide_lines"];

/// A code block whose end has not been reached.
#[derive(Debug)]
pub(super) struct OpenCode<'a> {
    /// What stands behind the opening fence; empty for indented code.
    fence: CowStr<'a>,
    code: Cow<'a, str>,
    span: Span,
}

impl<'a> OpenCode<'a> {
    pub(super) fn new(kind: CodeBlockKind<'a>, span: Span) -> Self {
        let fence = match kind {
            CodeBlockKind::Fenced(fence) => fence,
            CodeBlockKind::Indented => CowStr::Borrowed(""),
        };
        Self { fence, code: Cow::Borrowed(""), span }
    }

    /// Adds code; the first piece is often the whole and is not copied.
    pub(super) fn push_text(&mut self, text: CowStr<'a>) {
        if self.code.is_empty() {
            self.code = text.into();
        } else {
            self.code.to_mut().push_str(&text);
        }
    }

    /// The whole block.
    pub(super) fn into_html(self, context: &MarkdownContext<'_>, faults: &mut Vec<BodyFault>) -> String {
        let Some(highlighted) = context.highlighter.highlight(&self.fence, &self.code) else {
            return plain_html(&self.fence, &self.code);
        };
        if let Some(diagnostic) = highlighted.fault.clone() {
            faults.push(BodyFault { diagnostic, span: Some(self.span) });
        }
        highlighted.html.clone()
    }
}

/// A block without colours.
pub(super) fn plain_html(fence: &str, code: &str) -> String {
    let language = fence_language(fence);
    let mut html = String::with_capacity(code.len() + code.len() / 8 + language.len() + 48);
    html.push_str("<pre><code");
    if language != PLAIN {
        html.extend([" data-lang=\"", &escape_html(language), "\""]);
    }
    html.push('>');
    push_escaped(&mut html, code);
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
