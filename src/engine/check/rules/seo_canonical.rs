//! Canonical addresses: missing, or more than one.

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    pages::{PageWarning, indexable, warn_of_pages},
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

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
        let (english, japanese) = match canonical.as_slice() {
            [] => ("the page names no canonical address", "ページに正規のアドレス（canonical）がありません"),
            [address] if address.is_empty() => {
                ("the canonical address of the page is empty", "ページの正規のアドレス（canonical）が空です")
            }
            [_] => return None,
            _ => (
                "the page names more than one canonical address",
                "ページに正規のアドレス（canonical）が二つ以上あります",
            ),
        };
        let hint = Wording::new(
            "its template needs one <link rel=\"canonical\"> with the permalink",
            "テンプレートに、permalink を書いた <link rel=\"canonical\"> を一つ置いてください",
        );
        Some(PageWarning { found, message: Wording::new(english, japanese), example: None, hint })
    });
    warn_of_pages(CODE, warnings.collect())
}
