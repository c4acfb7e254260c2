//! All codes that a diagnostic may have: the rules of this room, and what the build itself reports.
//!
//! What stands here is all that `--explain` shows, so a code without a row has no explanation; a test looks for those.

use super::{check_rule::CheckRule, explanation::Explanation, explanations, rules};

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
    rules::csp_foreign::RULE,
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
