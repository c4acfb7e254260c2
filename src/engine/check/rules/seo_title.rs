//! Titles of pages: missing, too short to say anything, too long to be shown.

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    html_summary::width,
    pages::{PageWarning, SourcedPage, indexable, warn_of_pages},
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "seo-title";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "a page has no title, or one of the wrong length",
        text: "The `<title>` is what search results and tabs show. Widths count a letter of Latin script as 1 and one of \
            Japanese as 2; `title_width_min` (10) and `title_width_max` (80) under [extra.tsubame.check] set the limits. About \
            60 of that width are seen on a phone, so the words that matter come first.\n\
            \n\
            wrong:  <title>Home</title>\n\
            right:  <title>渋谷で聞く、仙台の仕事 | CROSS SENDAI</title>",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let limits = &context.config.tsubame.check;
    let warning = |found: SourcedPage<'_>| {
        let title = found.page.summary.title.as_deref().unwrap_or_default();
        Some(match width(title) {
            0 => (
                Wording::new("the page has no title", "ページに題名（title）がありません"),
                Wording::new(
                    "give it a `title`, and <title> to its template",
                    "`title` を書き、テンプレートに <title> を置いてください",
                ),
            ),
            wide if wide < limits.title_width_min => (
                Wording::new(
                    format!("the title `{title}` says too little: {wide} wide"),
                    format!("題名 `{title}` が短すぎます（幅 {wide}）"),
                ),
                Wording::new(
                    "say what the page is about, and whose site it is",
                    "何のページか、どのサイトかを書いてください",
                ),
            ),
            wide if wide > limits.title_width_max => (
                Wording::new(
                    format!("the title `{title}` is too long to be shown: {wide} wide"),
                    format!("題名 `{title}` が長すぎて、最後まで表示されません（幅 {wide}）"),
                ),
                Wording::new(
                    "shorten it; the first words count most",
                    "短くしてください。初めの言葉がいちばん大切です",
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
