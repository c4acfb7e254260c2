//! Inline scripts and styles on a site whose headers forbid them: they do nothing once the site is published.

use crate::check::{
    pages::{Remark, documents, warn},
    registry::{Explanation, Rule},
    subject::Subject,
};
use tsubame_model::source::{Diagnostic, Severity};

const CODE: &str = "csp-inline";

pub(in crate::check) const RULE: Rule = Rule {
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

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let delivery = subject.config.tsubame.delivery.as_ref();
    if !delivery.is_some_and(|delivery| delivery.security_headers && delivery.strict_csp) {
        return Vec::new();
    }
    let remarks = documents(subject).into_iter().flat_map(|found| {
        found.page.facts.inline.iter().map(move |what| {
            let message = format!("the Content-Security-Policy forbids {what}");
            let is_cell = what.ends_with("<td>") || what.ends_with("<th>");
            let hint = if is_cell {
                "a column of a Markdown table that is aligned by `---:` has it; leave it `---` and align in a style sheet"
            } else {
                "move it into a file of static/ or sass/; on the published site it does nothing"
            };
            Remark { found, message, example: None, hint }
        })
    });
    warn(CODE, remarks.collect())
}
