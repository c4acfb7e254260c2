//! The rules, one file each. A rule looks at a [`CheckContext`] and returns what is wrong; it knows nothing of the others.

pub(super) mod csp_foreign;
pub(super) mod csp_inline;
pub(super) mod html_broken_link;
pub(super) mod image_alt;
pub(super) mod image_heavy;
pub(super) mod image_size;
pub(super) mod link_broken_path;
pub(super) mod link_external_anchor;
pub(super) mod link_external_broken;
pub(super) mod link_external_unreached;
pub(super) mod page_orphan;
pub(super) mod page_unlinked;
pub(super) mod seo_canonical;
pub(super) mod seo_description;
pub(super) mod seo_duplicate;
pub(super) mod seo_headings;
pub(super) mod seo_structured_data;
pub(super) mod seo_title;

use super::{context::CheckContext, external::LinkStatus};
use crate::config::Level;
use tsubame_model::source::{Diagnostic, Severity};

/// A fault with the severity that the site's settings give its kind; what is only a warning stays one.
fn with_level(fault: Diagnostic, level: Level) -> Diagnostic {
    match level {
        Level::Error => fault,
        Level::Warn => Diagnostic { severity: Severity::Warning, ..fault },
    }
}

/// A diagnostic for every link to another site whose status `describe` finds fault with.
fn report_external(
    context: &CheckContext<'_>,
    describe: impl Fn(&LinkStatus, &str) -> Option<Diagnostic>,
) -> Vec<Diagnostic> {
    let mut places = context.places();
    let faults = context.text_links.iter().filter_map(|link| {
        let fault = describe(context.external_links.find(link, context.config)?, &link.written)?;
        let (file, place) = places.find(link);
        Some(fault.in_file(file).with_place(place))
    });
    faults.collect()
}
