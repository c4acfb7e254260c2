//! Scaffolding: the files of a new site and of a new page or section, as values.
//!
//! | file | holds |
//! |---|---|
//! | `site` | a new site |
//! | `name` | the path of a new entry as it is typed → its file |
//! | `entry`, `conventions` | a new page or section, and what the pages beside it have in common |
//! | `typed` | a new entry of a content type |
//! | `quote` | texts as TOML and YAML write them |
//! | `refusal` | why something is not made, as data and in words |
//!
//! Nothing is written here: the caller hands the [`Scaffold`] to the disk, which never overwrites. Everything made here
//! can be built at once, by Zola too.

mod conventions;
mod entry;
mod name;
mod quote;
mod refusal;
mod site;
mod typed;

pub use entry::{EntryOptions, EntryScaffold, scaffold_entry};
pub use refusal::{CategoryOffer, EntryRefusal, NotASiteAddress};
pub use site::{SiteOptions, check_base_url, scaffold_site};
pub use typed::scaffold_typed_entry;

use crate::config::Config;
use tsubame_model::source::{SourcePath, World};

/// The project in which something is made.
#[derive(Clone, Copy)]
pub struct ScaffoldContext<'a> {
    /// Its settings.
    pub config: &'a Config,
    /// All its files, sorted.
    pub files: &'a [SourcePath],
    /// Where they are read from, and what day it is.
    pub world: &'a World,
}

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
