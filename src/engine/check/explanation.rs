//! What a code of a fault means, as `--explain` shows it.

use tsubame_model::source::Severity;

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code, as in `Diagnostic::code`.
    pub code: &'static str,
    /// How much it matters, unless the site's settings say otherwise.
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub summary: &'static str,
    /// Why it matters and what to do, with what is wrong and what is right; several lines.
    pub text: &'static str,
}

/// The row of an error.
pub(super) const fn error(code: &'static str, summary: &'static str, text: &'static str) -> Explanation {
    Explanation { code, severity: Severity::Error, summary, text }
}

/// The row of a warning.
pub(super) const fn warning(code: &'static str, summary: &'static str, text: &'static str) -> Explanation {
    Explanation { severity: Severity::Warning, ..error(code, summary, text) }
}
