//! Images without the attribute `alt`.

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    pages::{PageWarning, indexable, warn_of_pages},
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "image-alt";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "an image has no alternative text",
        text: "Screen readers read `alt` in place of the image; without it they read the file's name. An image that says nothing \
            of its own has an empty one.\n\
            \n\
            wrong:  <img src=\"a.webp\">\n\
            right:  <img src=\"a.webp\" alt=\"川沿いを走る人\">, or alt=\"\" for decoration",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let warnings = indexable(context).into_iter().flat_map(|found| {
        let images = found.page.summary.images.iter().filter(|image| !image.has_alt);
        images.map(move |image| PageWarning {
            found,
            message: Wording::new("an image has no `alt`", "画像に `alt` がありません"),
            example: Some(Wording::of_site(format!("`{}`", image.src))),
            hint: Wording::new(
                "say what it shows, or write alt=\"\" where it only decorates",
                "何が写っているかを書いてください。飾りだけの画像なら alt=\"\" と書きます",
            ),
        })
    });
    warn_of_pages(CODE, warnings.collect())
}
