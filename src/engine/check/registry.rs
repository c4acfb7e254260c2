//! All codes that a diagnostic may have: the rules of this room, and what the build itself reports.
//!
//! What stands here is all that `--explain` shows, so a code without a row has no explanation; a test looks for those.

use super::{context::CheckContext, explanations, rules};
use tsubame_model::source::{Diagnostic, Severity};

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code, as in [`Diagnostic::code`].
    pub code: &'static str,
    /// How much it matters, unless the site's settings say otherwise.
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub summary: &'static str,
    /// Why it matters and what to do, with what is wrong and what is right; several lines.
    pub text: &'static str,
}

/// A rule: what it is for, and what it finds.
pub(super) struct CheckRule {
    pub explanation: Explanation,
    pub check: fn(&CheckContext<'_>) -> Vec<Diagnostic>,
}

/// All rules.
pub(super) const RULES: &[CheckRule] = &[
    rules::link_broken_path::RULE,
    rules::html_broken_link::RULE,
    rules::page_orphan::RULE,
    rules::page_unlinked::RULE,
    rules::seo_title::RULE,
    rules::seo_description::RULE,
    rules::seo_duplicate::RULE,
    rules::seo_headings::RULE,
    rules::seo_canonical::RULE,
    rules::seo_structured_data::RULE,
    rules::image_alt::RULE,
    rules::image_size::RULE,
    rules::image_heavy::RULE,
    rules::csp_inline::RULE,
    rules::link_external_broken::RULE,
    rules::link_external_anchor::RULE,
    rules::link_external_unreached::RULE,
];

/// All codes: those of the rules first, then those of the build by its phases.
pub fn list_explanations() -> impl Iterator<Item = &'static Explanation> {
    RULES.iter().map(|rule| &rule.explanation).chain(explanations::of_the_build())
}

/// The meaning of a code.
pub fn find_explanation(code: &str) -> Option<&'static Explanation> {
    list_explanations().find(|explanation| explanation.code == code)
}
