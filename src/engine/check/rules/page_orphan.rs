//! Pages in no section: no listing shows them, so visitors find them by chance.

use crate::check::{check_rule::CheckRule, context::CheckContext, explanation::Explanation};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "page-orphan";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "a page belongs to no section",
        text: "A page belongs to the section of its folder, and a folder is a section when it has an _index.md (in the \
            page's language). Without one, the page is published, but no list, pager or feed of a section shows it.\n\
            \n\
            wrong:  content/news/spring.md, and no content/news/_index.md\n\
            right:  both; an _index.md of `+++` and `+++` is enough, with `transparent = true` if the section above \
            should list its pages",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let library = context.library;
    let orphans =
        library.page_ids().filter(|id| library.page_node(*id).ancestors.is_empty() && library.page(*id).meta.render);
    let faults = orphans.map(|id| {
        let file = &library.page(id).file;
        let ending =
            if file.lang == context.config.default_language { String::new() } else { format!(".{}", file.lang) };
        let folder = if file.folder.is_empty() { String::new() } else { format!("{}/", file.folder) };
        let message = Wording::new(
            "the page belongs to no section, so no listing shows it",
            "ページがどのセクションにもないので、どの一覧にも出ません",
        );
        let hint = Wording::new(
            format!("add content/{folder}_index{ending}.md, or move the page into a section"),
            format!("content/{folder}_index{ending}.md をつくるか、ページをセクションに移してください"),
        );
        Diagnostic::warning(CODE, message).in_file(&file.path).with_hint(hint)
    });
    faults.collect()
}
