//! Scaffolding: the files of a new site and of a new page or section, as values.
//!
//! Nothing is written here: the caller hands the [`Scaffold`] to the disk, which never overwrites. Everything made here
//! can be built at once, by Zola too.
#![deny(clippy::disallowed_methods)]

mod entry;
mod habits;
mod name;
mod quote;
mod site;

pub use entry::{EntryDraft, EntryWish, draft_entry};
pub use site::{SiteWish, check_base_url, draft_site};

use crate::source::SourcePath;

/// Folders and files to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scaffold {
    /// Folders that are wanted even when nothing lies in them.
    pub folders: Vec<SourcePath>,
    /// Files with their texts.
    pub files: Vec<(SourcePath, String)>,
}
