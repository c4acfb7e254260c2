//! What a build read, or looked for, outside of the folders that a project is listed and watched by.
//!
//! Templates may load any file of a project. A preview has to watch those too.

use std::{
    mem,
    path::{Path, PathBuf},
    sync::Arc,
};

use parking_lot::Mutex;

use super::{file_stamp::stamp_of, seen_files::SeenFiles, watch_scope::is_in_watched_folder};
use tsubame_model::source::SourcePath;

/// Shared by a project's world and whoever wants to know what it was asked for.
#[derive(Clone, Debug, Default)]
pub struct ReadLog(Arc<Mutex<SeenFiles>>);

impl ReadLog {
    /// Notes that a file is about to be read or looked for.
    pub(super) fn note(&self, root: &Path, path: &SourcePath) {
        if is_in_watched_folder(Path::new(path.as_str())) {
            return;
        }
        self.note_place(root.join(path.as_str()));
    }

    /// Notes a file wherever it lies.
    pub(super) fn note_place(&self, place: PathBuf) {
        // The first look counts: what was written since would be taken for known.
        self.0.lock().entry(place).or_insert_with_key(|place| stamp_of(place));
    }

    /// What was noted until now.
    pub fn take(&self) -> SeenFiles {
        mem::take(&mut self.0.lock())
    }
}
