//! What the codes mean that the build itself reports: tables, by what a fault is in.
//!
//! A new code gets its row here; a test of `tests/it/codes.rs` looks for codes without one.

mod configuration;
mod content;
mod files;
mod schedule;
mod schema;
mod server;
mod style;
mod templates;
mod texts;

use super::explanation::Explanation;

/// All of them, in the order of the phases.
pub(super) fn of_the_build() -> impl Iterator<Item = &'static Explanation> {
    let of_the_site =
        [configuration::ROWS, files::ROWS, schema::ROWS, content::ROWS, schedule::ROWS, texts::ROWS, templates::ROWS];
    of_the_site.into_iter().chain([server::ROWS, style::ROWS]).flatten()
}
