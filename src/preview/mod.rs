//! The live preview: a site held in memory, served on the editor's own machine, with pages that follow each build.
//!
//! ```text
//! a build → Gathering → Snapshot → Server::show → what changed → a message to every open page
//! ```
//!
//! It does not build and does not watch; `cli` does both and hands over what came of it.

mod address;
mod answer;
mod change;
mod guard;
mod inject;
mod overlay;
mod page;
mod pieces;
mod range;
mod request_path;
mod router;
mod scene;
mod server;
mod snapshot;
mod socket;

pub use address::{BaseAddress, Listener};
pub use overlay::Fault;
pub use server::Server;
pub use snapshot::{Gathering, Snapshot};
