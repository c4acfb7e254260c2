//! Pages that no other page links to: visitors and search engines find them only by the sitemap.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::check::{
    address::Destination,
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    outputs::PathLookup,
    pages::{PageWarning, indexable, warn_of_pages},
    rendered_site::RenderedPage,
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "page-unlinked";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "no other page links to a page",
        text: "Search engines trust a page by the links that lead to it, and visitors find it by no other way. Redirects, feeds \
            and the sitemap do not count. The pages at the root of a language are entrances and need no link.\n\
            \n\
            wrong:  a page with `hidden = true` that no text links to\n\
            right:  a link to it where people look for it, or <meta name=\"robots\" content=\"noindex\">",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let Some(rendered) = &context.rendered else { return Vec::new() };
    let targets = |page: &RenderedPage| -> Vec<String> {
        let base = page.base_address(&context.site);
        let paths = page.links.iter().filter_map(|written| match Destination::of(&context.site, &base, written) {
            Destination::Own(own) => Some(own.path),
            _ => None,
        });
        let files = paths.filter_map(|path| match rendered.outputs.find(&path) {
            PathLookup::File(file) | PathLookup::Folder(file) => Some(file),
            PathLookup::Nothing(_) => None,
        });
        files.filter(|file| file.ends_with(".html") && *file != page.path).collect()
    };
    let pages = rendered.pages.par_iter().filter(|page| !page.summary.is_redirect);
    let linked: HashSet<String> = pages.flat_map_iter(targets).collect();
    let roots: Vec<String> = context
        .config
        .languages
        .keys()
        .map(|lang| format!("{}index.html", context.config.language_root(lang).trim_start_matches('/')))
        .collect();
    let alone = indexable(context)
        .into_iter()
        .filter(|found| !linked.contains(&found.page.path) && !roots.contains(&found.page.path));
    let hint = Wording::new(
        "link to it where people look for it, or take it out of search with a `noindex`",
        "読む人が探すところからリンクするか、`noindex` を付けて検索に出ないようにしてください",
    );
    let warnings = alone.map(|found| PageWarning {
        found,
        message: Wording::new("no other page links to this page", "ほかのどのページからもリンクされていません"),
        example: None,
        hint: hint.clone(),
    });
    warnings.flat_map(|warning| warn_of_pages(CODE, vec![warning])).collect()
}
