//! Rules over a built site: what a build alone cannot see, such as where links lead.
//!
//! | file | holds |
//! |---|---|
//! | `check_rule`, `rules`, `registry` | what a rule is; the rules, one file each; all of them, and all codes |
//! | `explanation`, `explanations` | what a code means; what those of the build mean |
//! | `sink`, `rendered_site`, `outputs` | a build that is only looked at, what is kept of it, and what a server finds at a path |
//! | `context` | what rules look at |
//! | `address`, `folding` | where an address leads, by its words alone; names that people take for the same |
//! | `text_links`, `html_links`, `link_resolver` | the links of texts with their places, those of a page's HTML, and whether they lead to something |
//! | `external` | links to other sites |
//! | `template_sources` | where an address that stands in the HTML was written |
//! | `html_summary`, `pages` | what a page tells search engines and asks of browsers; the pages that are to be found, and reports about them |
//! | `request_kind`, `page_requests`, `style_requests` | what pages and style sheets make a browser ask for |
//! | `security_policy` | the Content-Security-Policy of a page, and what it forbids |
//! | `style` | how the Japanese texts of typed entries are written |
//! | `targets` | how many entries there are of what was promised |
//!
//! A [`CheckSink`] is the sink of an ordinary build, which publishes nothing and keeps what rules need: the links of
//! the texts, the paths of the files, the links and ids of the pages. Then every rule looks at that and says what is wrong,
//! as diagnostics with file, line and column.
//!
//! This room has no second way to build a site, and it asks the network only through `source::World`.

mod address;
mod check_rule;
mod context;
mod explanation;
mod explanations;
mod external;
mod folding;
mod html_links;
mod html_summary;
mod link_resolver;
mod outputs;
mod page_requests;
mod pages;
mod registry;
mod rendered_site;
mod request_kind;
mod rules;
mod security_policy;
mod sink;
mod style;
mod style_requests;
mod targets;
mod template_sources;
mod text_links;

pub use explanation::Explanation;
pub use registry::{find_explanation, list_explanations};
pub use sink::CheckSink;
pub use targets::{TARGETS_FILE, TargetReport, count_content};

use tsubame_model::source::Diagnostic;

/// What is asked of a check.
pub struct CheckOptions<'a> {
    /// Whether links to other sites are left alone.
    pub skip_external: bool,
    /// Whether what earlier runs learned about other sites is not believed.
    pub fresh: bool,
    /// Hears how many pages of other sites have been asked for, of how many.
    pub on_step: &'a (dyn Fn(usize, usize) + Sync),
}

/// What came of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What is wrong, in the order of the rules.
    pub diagnostics: Vec<Diagnostic>,
    /// Links of texts to paths of the site.
    pub internal_links: usize,
    /// Links of rendered pages to paths of the site, each once a page; those of the texts are among them.
    pub html_links: usize,
    /// Different addresses of other sites.
    pub external_links: usize,
    /// How many of these an earlier run has answered.
    pub cached_links: usize,
    /// Whether the site was rendered, so that links inside it could be followed.
    pub is_rendered: bool,
}
