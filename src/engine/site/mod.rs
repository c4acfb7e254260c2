//! The build: the files of a project → artifacts and diagnostics, by phases in one order.
//!
//! ```text
//! configure:  files → Config
//! build:      files + Config → [Entry] → Library → Bodies → artifacts, handed to a Sink as they are made
//! ```
//!
//! Each phase is a function in `build` that takes a context and the values of the phases before it and gives back a new
//! value with the faults it found; nothing is written back.
//! This room never touches the disk: `disk` feeds it and consumes what it makes.

mod api;
mod artifact;
mod bodies;
mod body_text;
mod build;
mod casework;
mod configure;
mod context;
mod entries;
mod feeds;
mod html_shape;
mod images;
mod links;
mod memo;
mod minify;
mod outputs;
mod passed_on;
mod plan;
mod project;
mod read;
mod render;
mod report;
mod sass;
mod schedule;
mod search;
mod site_url;
mod sitemap;
mod statics;
mod template_files;
mod typed_entries;
mod typed_entry;
mod unpublished_links;

pub use artifact::{Artifact, ArtifactData, Phase, Sink};
pub use body_text::{BodyText, find_whole_addresses};
pub use build::{build, build_with, read_typed_entries, read_types};
pub use casework::read_casework;
pub use configure::configure;
pub use memo::Memo;
pub use passed_on::PassedOnPaths;
pub use project::Project;
pub use report::Report;
pub use sass::compile_sheets;
pub use schedule::NextChange;
pub use search::{SearchIndexer, SearchInput};
pub(crate) use site_url::SiteUrl;
pub use typed_entries::TypedEntries;
pub use typed_entry::TypedEntry;
