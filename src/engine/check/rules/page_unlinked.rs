//! Pages that no other page links to: visitors and search engines find them only by the sitemap.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::check::{
    address::Destination,
    outputs::Found,
    pages::{Remark, indexable, warn},
    registry::{Explanation, Rule},
    subject::{Page, Subject},
};
use tsubame_model::source::{Diagnostic, Severity};

const CODE: &str = "page-unlinked";

pub(in crate::check) const RULE: Rule = Rule {
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

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(rendered) = &subject.rendered else { return Vec::new() };
    let targets = |page: &Page| -> Vec<String> {
        let own = subject.site.of_output(&page.path);
        let base = page.base.as_deref().and_then(|base| own.join(base).ok()).unwrap_or_else(|| own.clone());
        let paths = page.links.iter().filter_map(|written| match subject.site.resolve(&base, written) {
            Destination::Own(own) => Some(own.path),
            _ => None,
        });
        let files = paths.filter_map(|path| match rendered.outputs.find(&path) {
            Found::File(file) | Found::Folder(file) => Some(file),
            Found::Nothing(_) => None,
        });
        files.filter(|file| file.ends_with(".html") && *file != page.path).collect()
    };
    let pages = rendered.pages.par_iter().filter(|page| !page.facts.is_redirect);
    let linked: HashSet<String> = pages.flat_map_iter(targets).collect();
    let roots: Vec<String> = subject
        .config
        .languages
        .keys()
        .map(|lang| format!("{}index.html", subject.config.language_root(lang).trim_start_matches('/')))
        .collect();
    let alone = indexable(subject)
        .into_iter()
        .filter(|found| !linked.contains(&found.page.path) && !roots.contains(&found.page.path));
    let hint = "link to it where people look for it, or take it out of search with a `noindex`";
    let remarks = alone.map(|found| Remark {
        found,
        message: "no other page links to this page".to_owned(),
        example: None,
        hint,
    });
    remarks.flat_map(|remark| warn(CODE, vec![remark])).collect()
}
