//! Rules over a built site: what a build alone cannot see, such as where links lead.
//!
//! A [`CheckSink`] is the sink of an ordinary build, which publishes nothing and keeps what rules need: the links of
//! the texts, the paths of the files, the links and ids of the pages. Then every rule of the `registry` looks at that
//! and says what is wrong, as diagnostics with file, line and column. One file of `rules/` is one rule.
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
