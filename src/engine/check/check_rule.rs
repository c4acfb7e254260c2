//! What a rule is: a function over the built site, and what its code means.

use super::{context::CheckContext, explanation::Explanation};
use tsubame_model::source::Diagnostic;

/// A rule: what it is for, and what it finds.
pub(super) struct CheckRule {
    pub explanation: Explanation,
    pub check: fn(&CheckContext<'_>) -> Vec<Diagnostic>,
}
