//! Inline scripts and styles on a site whose headers forbid them: they do nothing once the site is published.

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    html_summary::InlineCode,
    pages::{PageWarning, documents, warn_of_pages},
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "csp-inline";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "a page holds what its Content-Security-Policy forbids",
        text: "With [extra.tsubame.delivery], the host sends a policy that allows scripts and styles from files alone. In a preview \
            without that header such code works, and on the published site it silently does not. Blocks of data, such as JSON-LD, \
            are no code. `strict_csp = false` switches the policy off.\n\
            \n\
            wrong:  <p style=\"color: red\">, <script>start()</script>, <a onclick=\"…\">\n\
            right:  a class and a style sheet, <script src=\"…\" defer>, a listener in that script",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let delivery = context.config.tsubame.delivery.as_ref();
    if !delivery.is_some_and(|delivery| delivery.security_headers && delivery.strict_csp) {
        return Vec::new();
    }
    let warnings = documents(context).into_iter().flat_map(|found| {
        found.page.summary.inline.iter().map(move |what| {
            let is_cell = matches!(what, InlineCode::StyleAttribute { tag } if tag == "td" || tag == "th");
            let hint = if is_cell {
                Wording::new(
                    "a column of a Markdown table that is aligned by `---:` has it; leave it `---` and align in a style \
                     sheet",
                    "Markdown の表で `---:` と書いて列をそろえたところです。`---` とだけ書き、スタイルシートでそろえてください",
                )
            } else {
                Wording::new(
                    "move it into a file of static/ or sass/; on the published site it does nothing",
                    "static/ か sass/ のファイルに移してください。公開したサイトでは働きません",
                )
            };
            PageWarning { found, message: forbidden(what), example: None, hint }
        })
    });
    warn_of_pages(CODE, warnings.collect())
}

fn forbidden(code: &InlineCode) -> Wording {
    let what = code.wording();
    Wording::new(
        format!("the Content-Security-Policy forbids {}", what.english()),
        format!("Content-Security-Policy が{}を禁じています", what.japanese()),
    )
}
