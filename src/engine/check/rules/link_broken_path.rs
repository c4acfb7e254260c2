//! Links of texts to paths of the site that lead nowhere.

use super::with_level;
use crate::check::{check_rule::CheckRule, context::CheckContext, explanation::Explanation, link_resolver::BrokenLink};
use tsubame_model::source::{Diagnostic, Severity, Wording};

const CODE: &str = "link-broken-path";

pub(in crate::check) const RULE: CheckRule = CheckRule {
    explanation: Explanation {
        code: CODE,
        severity: Severity::Error,
        summary: "a link in a text leads to no file of the site, or to no element of the page",
        text: "Paths such as /events/x/ or ../y/, files beside a page, and addresses of the site itself are followed to \
            the files of the built site: pages, aliases, static files, assets. What follows a `#` has to be the id of \
            an element there. A path without the slash at the end of a page's address is a warning, as visitors get \
            there by a redirect. `internal_level` in [link_checker] decides whether the others are errors; \
            `skip_prefixes` leaves out paths that a server beside the site answers.\n\
            \n\
            wrong:  [the event](/event/spring/)      when the page is /events/spring/\n\
            right:  [the event](@/events/spring.md)  which stays right when the page moves",
    },
    check,
};

fn check(context: &CheckContext<'_>) -> Vec<Diagnostic> {
    let mut places = context.places();
    let broken = context.broken_in_texts.iter().map(|(at, fault)| (&context.text_links[*at], fault));
    // The build itself looks for the anchors of links to content files.
    let broken = broken.filter(|(link, fault)| !(link.names_content && matches!(fault, BrokenLink::NoAnchor { .. })));
    let faults = broken.map(|(link, fault)| {
        let (file, place) = places.find(link);
        let fault = match fault {
            BrokenLink::NoFile { .. } if link.names_content => {
                let message = Wording::new(
                    format!("`{}` leads to a page that the site does not have", link.written),
                    format!("リンク `{}` の指すページは作られません", link.written),
                );
                let hint = Wording::new(
                    "the page is not rendered: see `render` in its front matter, or its section's `sort_by`",
                    "そのページのフロントマターの `render` か、セクションの `sort_by` を見てください",
                );
                Diagnostic::error(CODE, message).with_hint(hint)
            }
            fault => fault.describe(CODE, &link.written, &Wording::default()),
        };
        with_level(fault.in_file(file).with_place(place), context.config.internal_links)
    });
    faults.collect()
}
