//! What stands in for the highlighting crate when the program is built without it: nothing is ever coloured.

use super::{highlighted_code::HighlightedCode, settings::HighlightSettings};
use crate::{config::Themes, markdown::plain_code::plain_html};
use tsubame_model::source::{Diagnostic, Stopwatch};

/// No grammars and no themes.
pub(super) struct DisabledEngine;

#[expect(clippy::unused_self, reason = "the interface is that of the real engine")]
impl DisabledEngine {
    pub(super) const IS_BUILT_IN: bool = false;

    pub(super) fn load(_: &HighlightSettings) -> Self {
        Self
    }

    pub(super) fn faults(&self) -> &[Diagnostic] {
        &[]
    }

    pub(super) fn has_theme(&self, _: &str) -> bool {
        false
    }

    pub(super) fn style_sheets(&self, _: &Themes) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    pub(super) fn highlight(
        &self,
        _: &HighlightSettings,
        _: &dyn Stopwatch,
        fence: &str,
        code: &str,
    ) -> HighlightedCode {
        HighlightedCode { html: plain_html(fence, code), fault: None }
    }
}
