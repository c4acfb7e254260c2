//! Images without `width` and `height`: the page jumps when they arrive.

use crate::check::{
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    pages::{PageWarning, indexable, warn_of_pages},
};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "image-size";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "an image does not say how large it is",
        text: "With `width` and `height` browsers keep the room free until the image is there; without, the text below it jumps \
            away from the reader, which search engines count against the page.\n\
            \n\
            wrong:  <img src=\"a.webp\" alt=\"…\">\n\
            right:  <img src=\"a.webp\" alt=\"…\" width=\"800\" height=\"450\">",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let warnings = indexable(context).into_iter().flat_map(|found| {
        let images = found.page.summary.images.iter().filter(|image| image.width.is_none() || image.height.is_none());
        images.map(move |image| PageWarning {
            found,
            message: Wording::new(
                "an image has no `width` and `height`",
                "画像に `width` と `height` がそろっていません",
            ),
            example: Some(Wording::of_site(format!("`{}`", image.src))),
            hint: Wording::new(
                "write both in its template; `get_image_metadata` and `resize_image` know them",
                "テンプレートに両方を書いてください。値は `get_image_metadata` や `resize_image` で分かります",
            ),
        })
    });
    warn_of_pages(CODE, warnings.collect())
}
