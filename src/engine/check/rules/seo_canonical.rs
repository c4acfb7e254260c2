//! Canonical addresses: missing, or more than one.

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    pages::{PageWarning, indexable, warn_of_pages},
};
use tsubame_model::source::{Diagnostic, Severity};

const CODE: &str = "seo-canonical";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "a page does not say which address is its own",
        text: "The same page is often reached by several addresses; `<link rel=\"canonical\">` says which of them search \
            engines list. There has to be one, and only one.\n\
            \n\
            wrong:  no such element\n\
            right:  <link rel=\"canonical\" href=\"{{ page.permalink }}\">",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let warnings = indexable(context).into_iter().filter_map(|found| {
        let canonical = &found.page.summary.canonical;
        let message = match canonical.as_slice() {
            [] => "the page names no canonical address",
            [address] if address.is_empty() => "the canonical address of the page is empty",
            [_] => return None,
            _ => "the page names more than one canonical address",
        };
        let hint = "its template needs one <link rel=\"canonical\"> with the permalink";
        Some(PageWarning { found, message: message.to_owned(), example: None, hint })
    });
    warn_of_pages(CODE, warnings.collect())
}
