//! Headings: one of the first level, and no level left out on the way down.

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    pages::{PageWarning, indexable, warn_of_pages},
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "seo-headings";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "the headings of a page do not make an outline",
        text: "Search engines and screen readers read the headings as the outline of the page: one <h1> that says what it is \
            about, and below it no level that skips one.\n\
            \n\
            wrong:  <h1>…</h1> <h3>…</h3>\n\
            right:  <h1>…</h1> <h2>…</h2> <h3>…</h3>",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let warnings = indexable(context).into_iter().flat_map(|found| {
        let hint = Wording::new(
            "correct the level in the text or its template",
            "文章かテンプレートで、見出しの段を直してください",
        );
        let faults = check_outline(&found.page.summary.headings).into_iter();
        faults.map(move |(message, example)| PageWarning { found, message, example, hint: hint.clone() })
    });
    warn_of_pages(CODE, warnings.collect())
}

/// What is wrong, and with which heading.
fn check_outline(headings: &[(u8, String)]) -> Vec<(Wording, Option<Wording>)> {
    let first = headings.iter().filter(|(level, _)| *level == 1).count();
    let mut faults = Vec::new();
    match first {
        0 => faults.push((Wording::new("the page has no <h1>", "ページに <h1> の見出しがありません"), None)),
        1 => {}
        count => faults.push((
            Wording::new(
                format!("the page has {count} <h1>; one says what it is about"),
                format!("ページに <h1> の見出しが{count}個あります。何のページかを示すのは一つです"),
            ),
            None,
        )),
    }
    let mut steps = headings.iter().zip(headings.iter().skip(1));
    if let Some(((before, _), (after, words))) = steps.find(|((before, _), (after, _))| *after > before + 1) {
        faults.push((
            Wording::new(
                format!("an <h{after}> follows an <h{before}>, so a level is left out"),
                format!("<h{before}> の次が <h{after}> で、見出しの段が飛んでいます"),
            ),
            Some(Wording::of_site(format!("`{words}`"))),
        ));
    }
    if let Some((level, words)) = headings.first().filter(|(level, _)| *level > 2) {
        let message = Wording::new(
            format!("the first heading of the page is an <h{level}>"),
            format!("ページの最初の見出しが <h{level}> です"),
        );
        faults.push((message, Some(Wording::of_site(format!("`{words}`")))));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines() {
        for (levels, faults) in [
            (&[1, 2, 3, 2, 3][..], 0),
            (&[2, 1, 2], 0),
            (&[1, 2, 3, 4, 2], 0),
            (&[], 1),
            (&[1, 1], 1),
            (&[1, 3, 4], 1),
            (&[1, 2, 4, 6], 1),
            (&[3], 2),
        ] {
            let headings: Vec<(u8, String)> = levels.iter().map(|level| (*level, String::new())).collect();
            assert_eq!(check_outline(&headings).len(), faults, "{levels:?}");
        }
    }
}
