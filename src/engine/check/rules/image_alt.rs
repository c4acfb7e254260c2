//! Images without the attribute `alt`.

use crate::check::{
    pages::{Remark, indexable, warn},
    registry::{Explanation, Rule},
    subject::Subject,
};
use tsubame_model::source::{Diagnostic, Severity};

const CODE: &str = "image-alt";

pub(in crate::check) const RULE: Rule = Rule {
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

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let remarks = indexable(subject).into_iter().flat_map(|found| {
        let images = found.page.facts.images.iter().filter(|image| !image.has_alt);
        let hint = "say what it shows, or write alt=\"\" where it only decorates";
        images.map(move |image| Remark {
            found,
            message: "an image has no `alt`".to_owned(),
            example: Some(format!("`{}`", image.src)),
            hint,
        })
    });
    warn(CODE, remarks.collect())
}
