//! The disk and the network: finding, reading and watching a project, publishing a site.
//!
//! The only room that touches files. It knows of a site only its files going in and its artifacts coming out.

mod discover;
mod fetch;
mod file_cache;
mod open;
mod precompress;
mod probe;
mod publish;
mod replace;
mod scaffold;
mod staging;
mod walk;
mod watch;
mod watch_scope;
mod world;
mod writes_only;

pub use discover::{Discovered, discover};
pub use open::OpenFile;
pub use precompress::Precompression;
pub use publish::{Published, Publisher};
pub use scaffold::{Scaffolded, list_visible, replace_file, write_scaffold};
pub use watch::{ChangeBatch, WatchEvent, Watcher};
pub use watch_scope::WatchPaths;
