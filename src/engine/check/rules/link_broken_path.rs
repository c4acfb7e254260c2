//! Links of texts to paths of the site that lead nowhere.

use super::with_level;
use crate::check::{
    judge::Trouble,
    registry::{Explanation, Rule},
    subject::Subject,
};
use tsubame_model::source::{Diagnostic, Severity};

const CODE: &str = "link-broken-path";

pub(in crate::check) const RULE: Rule = Rule {
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

fn check(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut places = subject.places();
    let troubles = subject.text_troubles.iter().map(|(at, trouble)| (&subject.uses[*at], trouble));
    // The build itself looks for the anchors of links to content files.
    let troubles =
        troubles.filter(|(link, trouble)| !(link.names_content && matches!(trouble, Trouble::NoAnchor { .. })));
    let faults = troubles.map(|(link, trouble)| {
        let (file, place) = places.find(link);
        let fault = match trouble {
            Trouble::NoFile { .. } if link.names_content => {
                let message = format!("`{}` leads to a page that the site does not have", link.written);
                Diagnostic::error(CODE, message)
                    .with_hint("the page is not rendered: see `render` in its front matter, or its section's `sort_by`")
            }
            trouble => trouble.describe(CODE, &link.written),
        };
        with_level(fault.in_file(file).with_place(place), subject.config.internal_links)
    });
    faults.collect()
}
