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
use tsubame_model::source::{Diagnostic, Severity, Wording};

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
                _ if bytes > most_bytes => too_heavy(&image.src, bytes.div_ceil(1_000)),
                Some(shown) if shown > 0 && width_px / 2 > shown => too_wide(&image.src, width_px, shown),
                _ => continue,
            };
            let hint = Wording::new(
                "make a smaller one with `resize_image`, as WebP or AVIF",
                "`resize_image` で、WebP か AVIF の小さい画像にしてください",
            );
            warnings.push(PageWarning { found, message, example: Some(example), hint });
        }
    }
    warn_of_pages(CODE, warnings)
}

fn too_heavy(src: &str, kilobytes: u64) -> (Wording, Wording) {
    let message = Wording::new("an image has too many bytes", "画像のファイルが大きすぎます");
    (message, Wording::new(format!("`{src}` has {kilobytes} KB"), format!("`{src}` は {kilobytes} KB です")))
}

fn too_wide(src: &str, width_px: u32, shown_px: u32) -> (Wording, Wording) {
    let message =
        Wording::new("an image is far wider than it is shown", "画像の幅が、表示する幅よりずっと大きくなっています");
    let example = Wording::new(
        format!("`{src}` is {width_px} pixels wide and shown in {shown_px}"),
        format!("`{src}` は幅 {width_px} ピクセルで、{shown_px} ピクセルで表示されます"),
    );
    (message, example)
}

/// A raster image that the build made, or that is published as it is.
fn find(context: &CheckContext<'_>, rendered: &RenderedSite, path: &str) -> Option<Raster> {
    rendered.images.get(path).copied().or_else(|| {
        let bytes = context.project.world.files.read(rendered.sources.get(path)?).ok()?;
        measure_raster(path, &bytes)
    })
}
