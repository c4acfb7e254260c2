//! Templates: Tera 2 with Zola's filters, functions and values.
//!
//! A [`TemplateSet`] is parsed and validated without any content; [`TemplateSet::bind`] gives it the [`Facts`] of one
//! site, which makes the [`Engine`] that renders. The way through the room:
//!
//! - `set`, `builtins`, `registry`, `depth`, `unreachable`, `faults`, `report`, `hints`: loading, and what is told when loading or rendering fails;
//! - `catalog`, `bodies`, `values`: what templates see of pages, sections, terms and settings, made once and shared;
//! - `question`, `desk`, `recorder`, `fingerprint`: the one place that functions ask, which can record what was asked;
//! - `functions`, `filters`, `loading`, `files`: Zola's functions and filters, one file a family;
//! - `target`, `context`, `prose`, `stack`, `engine`: a page, section, feed … → the template's name and variables → text.
//!
//! This room touches no disk, clock or environment except through `source::World`, and never knows where its output
//! is written.

mod bodies;
mod builtins;
mod catalog;
mod context;
mod depth;
mod desk;
mod engine;
mod faults;
mod files;
mod filters;
mod fingerprint;
mod functions;
mod hints;
mod loading;
mod prose;
mod question;
mod recorder;
mod registry;
mod report;
mod set;
mod stack;
mod target;
mod template_file;
#[cfg(test)]
mod tests;
mod unreachable;
mod values;

pub use bodies::{Bodies, SharedBody};
pub use desk::Facts;
pub use engine::{Engine, Rendered};
pub use fingerprint::Fingerprint;
pub use question::{
    DataFormat, DataQuestion, DataSource, HashQuestion, HashSource, Question, ResizeQuestion, UrlQuestion,
};
pub use recorder::Trace;
pub use set::TemplateSet;
pub use target::{FeedOwner, SitemapEntry, Target};
pub use template_file::TemplateFile;
