//! Inline scripts and styles on a site whose headers forbid them: they do nothing once the site is published.

use crate::{
    check::{
        pages::{Remark, documents, warn},
        registry::{Explanation, Rule},
        subject::Subject,
    },
    source::{Diagnostic, Severity},
};

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
        let hint = "move it into a file of static/ or sass/; on the published site it does nothing";
        let message = |what: &String| format!("the Content-Security-Policy forbids {what}");
        found.page.facts.inline.iter().map(move |what| Remark { found, message: message(what), hint })
    });
    warn(CODE, remarks.collect())
}
