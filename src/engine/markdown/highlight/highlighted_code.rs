//! A code block after it was coloured.

use tsubame_model::source::Diagnostic;

/// A code block as HTML.
#[derive(Debug)]
pub(in crate::markdown) struct HighlightedCode {
    pub html: String,
    /// What is wrong with the block.
    pub fault: Option<Diagnostic>,
}
