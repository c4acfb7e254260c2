//! The live preview: a site held in memory, served on the editor's own machine, with pages that follow each build.
//!
//! ```text
//! a build → MemorySink → Snapshot → PreviewServer::show → what changed → a message to every open page
//! ```
//!
//! Full-text search follows behind: the site is shown without waiting for it, with the files of the last search, until
//! `PreviewServer::show_search` brings those that belong to it.
//!
//! What a server answers below `/api/` may be served beside it at the same port ([`ServedBeside`]).
//!
//! It does not build and does not watch; `cli` does both and hands over what came of it.

mod address;
mod beside;
mod change;
mod live_site;
mod overlay;
mod page;
#[cfg(test)]
mod pressure_tests;
mod request_path;
mod router;
mod server;
mod snapshot;
mod snippet;
mod socket;

pub use address::BaseAddress;
pub use beside::ServedBeside;
pub use overlay::BuildFailure;
pub use server::PreviewServer;
pub use snapshot::{MemorySink, SearchFiles, Snapshot};
