//! The disk and the network: finding, reading and watching a project, publishing a site.
//!
//! The only room that touches files. It knows of a site only its files going in and its artifacts coming out.
//!
//! ```text
//! request → ProjectPlaces (may a site be there?) → OutputLock (is nobody at work?) → KnownOutput (may what is there go?)
//!   → ClaimedOutput → Publisher: files gather in Staging → Replacement, one rename at a time → OutputStamp
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `discover`, `bounds`, `walk` | finding a project, what belongs to it, listing its files |
//! | `world` | the real world, of which a build asks |
//! | `open`, `texts` | one file as a server sends it; all texts of a folder |
//! | `fetch`, `probe` | requests to the network; whether an address leads anywhere |
//! | `revisions` | since when a file says what it says |
//! | `file_stamp` | texts by which a file is told from what it was before |
//! | `seen_files`, `read_log` | what a build has looked at, and what of that lies beside the folders of a project |
//! | `watch`, `watch_scope`, `writes_only` | batches of what was saved; what is watched, and what of it counts; no events of reading |
//! | `state_folder`, `file_cache` | `.tsubame/`, and what is kept in it between builds |
//! | `output_place`, `output_claim`, `output_lock` | where a site may be written, the folder claimed for one build, one build at a time |
//! | `earlier_output`, `output_stamp` | what stands there before, and what a project remembers of what it wrote |
//! | `publish`, `staging`, `replace`, `relocate` | publishing: where files wait, the older site replaced so that it can be undone, moving also where nothing can be renamed |
//! | `precompress` | compressed copies beside the files |
//! | `published_files` | what a build has published |
//! | `scaffold`, `whole_file` | new files beside those that are there; files that appear whole or not at all |

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
