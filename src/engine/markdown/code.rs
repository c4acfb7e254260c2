//! Code blocks: gathered whole, then coloured or only escaped. It knows nothing of colours.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr};

use super::{BodyFault, MarkdownContext, plain_code::plain_html};
use tsubame_model::source::Span;

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
