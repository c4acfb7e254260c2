//! Titles and descriptions that several pages share.

use std::collections::BTreeMap;

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    pages::{SourcedPage, indexable},
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "seo-duplicate";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "several pages have the same title or description",
        text: "In search results such pages cannot be told apart. Pages that name another one as their canonical address do \
            not count.\n\
            \n\
            wrong:  <title>CROSS SENDAI</title> on every page\n\
            right:  <title>{{ page.title }} | {{ config.title }}</title>",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let pages: Vec<SourcedPage<'_>> =
        indexable(context).into_iter().filter(|found| is_original(context, found)).collect();
    let titles = same(["title", "題名（title）"], &pages, |found| found.page.summary.title.as_deref());
    let descriptions =
        same(["description", "説明（description）"], &pages, |found| found.page.summary.description.as_deref());
    titles.into_iter().chain(descriptions).collect()
}

/// Whether a page is its own canonical one.
fn is_original(context: &CheckContext<'_>, found: &SourcedPage<'_>) -> bool {
    let own = context.site.of_output(&found.page.path);
    let canonical = found.page.summary.canonical.first();
    canonical.is_none_or(|address| own.join(address).is_ok_and(|url| url.path() == own.path()))
}

fn same<'a>(
    [what, what_japanese]: [&str; 2],
    pages: &[SourcedPage<'a>],
    text_of: impl Fn(&SourcedPage<'a>) -> Option<&'a str>,
) -> Vec<Diagnostic> {
    let mut by_text: BTreeMap<&str, Vec<&SourcedPage<'a>>> = BTreeMap::new();
    for found in pages {
        if let Some(text) = text_of(found).filter(|text| !text.is_empty()) {
            by_text.entry(text).or_default().push(found);
        }
    }
    let shared = by_text.into_iter().filter(|(_, pages)| pages.len() > 1);
    let warning = |(text, pages): (&str, Vec<&SourcedPage<'a>>)| {
        let paths: Vec<&str> = pages.iter().take(MOST_NAMED).map(|found| found.page.path.as_str()).collect();
        let more = pages.len() - paths.len();
        let message = Wording::compose(|language| {
            let (count, paths) = (pages.len(), paths.join(language.choose(", ", "、")));
            let more = match more {
                0 => String::new(),
                more => language.choose(format!(" and {more} more"), format!(" と、ほか{more}ページ")),
            };
            language.choose(
                format!("{count} pages have the {what} `{text}`: {paths}{more}"),
                format!("{count}ページの{what_japanese}がどれも `{text}` です: {paths}{more}"),
            )
        });
        let hint =
            Wording::new(format!("give each its own {what}"), format!("それぞれに別の{what_japanese}を付けてください"));
        let warning = Diagnostic::warning(CODE, message).with_hint(hint);
        let file = pages.iter().find_map(|found| found.file);
        match file {
            Some(file) => warning.in_file(file),
            None => warning,
        }
    };
    shared.map(warning).collect()
}

/// So many of the pages are named.
const MOST_NAMED: usize = 5;
