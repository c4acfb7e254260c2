//! The build: the files of a project go in, artifacts and diagnostics come out. No disk, clock, network or environment
//! but through [`tsubame_model::source::World`].
//!
//! A room may import only rooms above it in this table:
//!
//! | room | holds |
//! |---|---|
//! | [`config`] | `zola.toml` as written → [`config::Config`] |
//! | [`content`] | files with front matter → pages and sections → [`content::Library`] |
//! | [`markdown`] | Markdown → HTML, table of contents, summary, links |
//! | [`templates`] | Tera: loading, the values and functions that templates see |
//! | [`site`] | the phases of a build: files → artifacts and diagnostics; files beside Zola's: calendars, sitemaps, headers |
//! | [`check`] | rules over a built site, one file a rule; what every code of a fault means |
//! | [`transfer`] | the files of a new site, of a new page or section |
#![deny(clippy::disallowed_methods)]

pub mod check;
pub mod config;
pub mod content;
pub mod markdown;
pub mod site;
pub mod templates;
pub mod transfer;
