//! The build: the files of a project → artifacts and diagnostics, by phases in one order.
//!
//! ```text
//! configure:  files → Config
//! build:      files + Config → [Entry] → Library → Bodies → artifacts, handed to a Sink as they are made
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `project`, `configure` | the files of a project; the first phase, its settings with those of its theme |
//! | `build`, `context` | the other phases in their order, and what they may look at |
//! | `read` | reading entries and templates, and files made without either |
//! | `entries`, `schedule` | content files → pages and sections; the dates at which these come and go |
//! | `typed_entry`, `typed_entries`, `casework` | an entry as its type sees it, all of them checked, and what staff go by |
//! | `entry_media`, `mp4_length`, `subtitles` | films, subtitles and frames that entries name; how long an MP4 lasts; WebVTT |
//! | `template_files`, `sass` | which template files there are; Sass → CSS |
//! | `bodies`, `body_text` | texts → bodies; from a place in what Markdown was given to that in the file |
//! | `links`, `unpublished_links` | whether anchors inside the site are there; links to entries whose time is over |
//! | `site_url`, `passed_on` | the address of the site and what leads into it; paths that its host passes on |
//! | `plan`, `feeds`, `sitemap` | all renders with their output paths; the pages of feeds, the entries of the sitemap |
//! | `render`, `html_shape`, `minify` | carrying out the plan; how deep and crowded some HTML is, and making it smaller |
//! | `phrases` | where lines of Japanese may break |
//! | `images`, `statics` | images that templates asked for; files that are published as they are |
//! | `outputs`, `search`, `api` | files that Zola does not make, search, the content API |
//! | `memo` | what is kept for the next build of the same process |
//! | `artifact`, `report` | what a build makes and who takes it; what came of it |
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
mod entry_media;
mod feeds;
mod html_shape;
mod images;
mod links;
mod memo;
mod message_samples;
mod minify;
mod mp4_length;
mod outputs;
mod passed_on;
mod phrases;
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
mod subtitles;
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
