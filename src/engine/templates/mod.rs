//! Templates: Tera 2 with Zola's filters, functions and values.
//!
//! A [`TemplateSet`] is parsed and validated without any content; [`TemplateSet::bind`] gives it the [`Inputs`] of one
//! site, which makes the [`Engine`] that renders. The way through the room:
//!
//! | file | holds |
//! |---|---|
//! | `template_file`, `template_set` | a template as it was read; all of them, parsed and validated |
//! | `builtins`, `registry` | the templates that every site has, and the names that all of them may use |
//! | `include_depth`, `unreachable` | how deep templates include each other; text that can never be seen |
//! | `template_references`, `tags` | where a text names another template; its tags and the words in them |
//! | `work`, `counted_templates`, `work_faults` | how much work a render is, templates as they count it, and one that was given up |
//! | `guarded_names` | which functions have a twin that asks first whether a text of content may call it |
//! | `tera_report`, `tera_diagnostics`, `tera_words`, `error_hints`, `old_words` | what is told when loading or rendering fails: Tera's errors as data, with file and place, in words, with what to do and what to write instead of what earlier versions had |
//! | `catalog`, `values` | what templates see of pages, sections, terms and settings, made once and shared |
//! | `query`, `query_context`, `trace`, `fingerprint` | the one place that functions ask, which can record what was asked |
//! | `section_heads` | which questions are only about a section itself, whatever its pages are |
//! | `functions`, `filters`, `data_formats`, `file_lookup`, `refusals` | Zola's functions and filters, one file a family; data files, where files are found, and what is said when something is refused |
//! | `render_target`, `render_plan`, `body_template`, `render_stack`, `engine` | a page, section, feed … → the template's name and variables → text; texts of content that are templates, and room on the stack |
//!
//! This room touches no disk, clock or environment except through `source::World`, and never knows where its output
//! is written.

mod body_template;
mod builtins;
mod catalog;
mod counted_templates;
mod data_formats;
mod engine;
mod error_hints;
mod file_lookup;
mod filters;
mod fingerprint;
mod functions;
mod guarded_names;
mod include_depth;
mod old_words;
mod query;
mod query_context;
mod refusals;
mod registry;
mod render_plan;
mod render_stack;
mod render_target;
mod section_heads;
mod tags;
mod template_file;
mod template_references;
mod template_set;
mod tera_diagnostics;
mod tera_report;
mod tera_words;
#[cfg(test)]
mod tests;
mod trace;
mod unreachable;
mod values;
mod work;
mod work_faults;

pub use engine::{Engine, Rendered};
pub use fingerprint::Fingerprint;
pub use query::{DataFormat, DataQuery, DataSource, HashQuery, HashSource, Query, ResizeQuery, UrlQuery};
pub use query_context::Inputs;
pub use render_stack::{BuildThreads, give_threads_room};
pub use render_target::{FeedOwner, RenderTarget, SitemapEntry};
pub use template_file::TemplateFile;
pub use template_set::TemplateSet;
pub use trace::Trace;
pub use values::{Bodies, SharedBody};
