//! Links to other sites that could not be checked this time.

use super::report_external;
use crate::check::{check_rule::CheckRule, context::CheckContext, explanation::Explanation, external::LinkStatus};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "link-external-unreached";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "another site could not be asked whether it has a page",
        text: "Its name was not found, it did not answer within 20 seconds, its certificate was not accepted, or it had \
            a fault of its own (an answer of the 500s, or 429 for too many questions); then it was tried three times. Or it \
            does not let programs look (401, 403, 405, 406), though people may well be let in. Nothing is known of the link, so this never fails a run, and the next run asks again. A site that is \
            never there is most likely gone for good.",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    report_external(context, |status, written| {
        let LinkStatus::Unreached(reason) = status else { return None };
        let message = Wording::new(
            format!("`{written}` could not be checked: {}", reason.english()),
            format!("リンク `{written}` を確かめられませんでした: {}", reason.japanese()),
        );
        Some(Diagnostic::warning(CODE, message).with_hint(Wording::new(
            "open it in a browser; if the site is gone, correct or remove the link",
            "ブラウザーで開いてみて、サイトがなくなっていたら、リンクを直すか消してください",
        )))
    })
}
