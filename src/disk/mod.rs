//! The disk and the network: finding, reading and watching a project, publishing a site.
//!
//! The only room that touches files. It knows of a site only its files going in and its artifacts coming out.
//!
//! ```text
//! request → ProjectPlaces (may a site be there?) → OutputLock (is nobody at work?) → KnownOutput (may what is there go?)
//!   → ClaimedOutput → Publisher: files gather in Staging → Replacement, one rename at a time → OutputStamp
//! ```

mod bounds;
mod discover;
mod earlier_output;
mod fetch;
mod file_cache;
mod file_stamp;
mod open;
mod output_claim;
mod output_lock;
mod output_place;
mod output_stamp;
mod precompress;
mod probe;
mod publish;
mod published_files;
mod read_log;
mod relocate;
mod replace;
#[cfg(feature = "backend")]
mod revisions;
mod scaffold;
mod seen_files;
mod staging;
mod state_folder;
#[cfg(test)]
mod test_files;
mod texts;
mod walk;
mod watch;
mod watch_scope;
mod whole_file;
mod world;
mod writes_only;

pub use discover::{Discovered, discover};
pub use open::OpenFile;
pub use output_claim::{ClaimedOutput, OutputRequest};
pub use output_place::{ProjectPlaces, absolute};
pub use precompress::Precompression;
pub use publish::{Published, Publisher};
pub use published_files::published_files;
pub use read_log::ReadLog;
#[cfg(feature = "backend")]
pub use revisions::{FileRevision, FileRevisions};
pub use scaffold::{Scaffolded, list_visible, replace_file, write_scaffold};
pub use seen_files::SeenFiles;
pub use staging::Interrupt;
pub use texts::read_texts;
pub use watch::{ChangeBatch, WatchEvent, Watcher};
pub use watch_scope::WatchPaths;
