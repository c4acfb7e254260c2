//! Raster images with too many bytes, or more than twice as wide as they are shown.

use std::collections::HashMap;

use crate::check::{
    address::Destination,
    check_rule::CheckRule,
    context::CheckContext,
    explanation::Explanation,
    pages::{PageWarning, indexable, warn_of_pages},
    rendered_site::{Raster, RenderedSite, measure_raster},
};
use tsubame_model::source::{Diagnostic, Severity};

const CODE: &str = "image-heavy";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Warning,
        summary: "an image is larger than it needs to be",
        text: "A file of more than 300 KB (`image_kilobytes_max` under [extra.tsubame.check]) makes a page slow on a phone. One that \
            is more than twice as wide as its `width` wastes most of its pixels even on fine screens; where `srcset` lets \
            browsers choose, that is left to them.\n\
            \n\
            wrong:  <img src=\"photo.jpg\" width=\"400\">           with 4000 pixels\n\
            right:  resize_image(path=\"photo.jpg\", width=800, op=\"fit_width\")",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let Some(rendered) = &context.rendered else { return Vec::new() };
    let most_bytes = context.config.tsubame.check.image_kilobytes_max * 1_000;
    let mut known: HashMap<String, Option<Raster>> = HashMap::new();
    let mut warnings = Vec::new();
    for found in indexable(context) {
        let own = context.site.of_output(&found.page.path);
        for image in &found.page.summary.images {
            let Destination::Own(target) = Destination::of(&context.site, &own, &image.src) else { continue };
            let raster = *known.entry(target.path.clone()).or_insert_with(|| find(context, rendered, &target.path));
            let Some(Raster { bytes, width_px }) = raster else { continue };
            let (message, example) = match image.width.filter(|_| !image.has_srcset) {
                _ if bytes > most_bytes => {
                    ("an image has too many bytes", format!("`{}` has {} KB", image.src, bytes.div_ceil(1_000)))
                }
                Some(shown) if shown > 0 && width_px / 2 > shown => (
                    "an image is far wider than it is shown",
                    format!("`{}` is {width_px} pixels wide and shown in {shown}", image.src),
                ),
                _ => continue,
            };
            let hint = "make a smaller one with `resize_image`, as WebP or AVIF";
            warnings.push(PageWarning { found, message: message.to_owned(), example: Some(example), hint });
        }
    }
    warn_of_pages(CODE, warnings)
}

/// A raster image that the build made, or that is published as it is.
fn find(context: &CheckContext<'_>, rendered: &RenderedSite, path: &str) -> Option<Raster> {
    rendered.images.get(path).copied().or_else(|| {
        let bytes = context.project.world.files.read(rendered.sources.get(path)?).ok()?;
        measure_raster(path, &bytes)
    })
}
