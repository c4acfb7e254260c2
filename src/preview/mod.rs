//! The live preview: a site held in memory, served on the editor's own machine, with pages that follow each build.
//!
//! ```text
//! a build → MemorySink → Snapshot → PreviewServer::show → what changed → a message to every open page
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `address` | the base URL that the pages are built with |
//! | `snapshot`, `change` | a whole site in memory; what a new one means for the pages that are open |
//! | `live_site` | what is served at the moment, and telling open pages when that changes |
//! | `server`, `router`, `beside` | the running preview, its routes, and those of a server beside it |
//! | `request_path`, `page` | what a request's path means in a site, and the answer |
//! | `snippet`, `socket` | what is added to a page to keep it alive; the connection over which it hears of changes |
//! | `overlay` | the faults of a site, laid over whatever page is open |
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
