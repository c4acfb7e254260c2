//! Descriptions of pages: missing, too short to say anything, too long to be shown.

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    html_summary::width,
    pages::{PageWarning, SourcedPage, indexable, warn_of_pages},
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "seo-description";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "a page has no description, or one of the wrong length",
        text: "`<meta name=\"description\">` is what search results show below the title. Widths count a letter of Latin \
            script as 1 and one of Japanese as 2; `description_width_min` (50) and `description_width_max` (240) under \
            [extra.tsubame.check] set the limits.\n\
            \n\
            wrong:  description = \"イベントです。\"\n\
            right:  description = \"東京で働く人が、仙台の会社と直接話せる夜です。12月4日、渋谷。参加は無料です。\"",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let limits = &context.config.tsubame.check;
    let warning = |found: SourcedPage<'_>| {
        Some(match width(found.page.summary.description.as_deref().unwrap_or_default()) {
            0 => (
                Wording::new("the page has no description", "ページに説明（description）がありません"),
                Wording::new(
                    "give it a `description`, and the <meta> element to its template",
                    "`description` を書き、テンプレートに <meta> 要素を置いてください",
                ),
            ),
            wide if wide < limits.description_width_min => (
                Wording::new(
                    format!("the description says too little: {wide} wide"),
                    format!("ページの説明が短すぎます（幅 {wide}）"),
                ),
                Wording::new(
                    "say in one or two sentences what visitors find here",
                    "このページで何が分かるかを、一つか二つの文で書いてください",
                ),
            ),
            wide if wide > limits.description_width_max => (
                Wording::new(
                    format!("the description is too long to be shown: {wide} wide"),
                    format!("ページの説明が長すぎて、最後まで表示されません（幅 {wide}）"),
                ),
                Wording::new(
                    "shorten it; the first sentence counts most",
                    "短くしてください。初めの文がいちばん大切です",
                ),
            ),
            _ => return None,
        })
    };
    let warnings = indexable(context).into_iter().filter_map(|found| {
        let (message, hint) = warning(found)?;
        Some(PageWarning { found, message, example: None, hint })
    });
    warn_of_pages(CODE, warnings.collect())
}
