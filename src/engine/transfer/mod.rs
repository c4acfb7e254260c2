//! Scaffolding: the files of a new site and of a new page or section, as values.
//!
//! Nothing is written here: the caller hands the [`Scaffold`] to the disk, which never overwrites. Everything made here
//! can be built at once, by Zola too.

mod entry;
mod habits;
mod name;
mod quote;
mod site;
mod typed;

pub use entry::{EntryDraft, EntryWish, draft_entry};
pub use site::{SiteWish, check_base_url, draft_site};
pub use typed::draft_typed;

use tsubame_model::source::SourcePath;

/// Folders and files to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scaffold {
    /// Folders that are wanted even when nothing lies in them.
    pub folders: Vec<SourcePath>,
    /// Files with their texts.
    pub files: Vec<(SourcePath, String)>,
    /// Pictures with their bytes.
    pub pictures: Vec<(SourcePath, &'static [u8])>,
}

impl Scaffold {
    /// All files and pictures with their bytes.
    pub fn contents(&self) -> Vec<(SourcePath, &[u8])> {
        let files = self.files.iter().map(|(path, text)| (path.clone(), text.as_bytes()));
        files.chain(self.pictures.iter().map(|(path, bytes)| (path.clone(), *bytes))).collect()
    }
}
