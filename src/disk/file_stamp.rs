//! Texts by which a file is told from what it was before.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt,
    path::Path,
};

/// A text that is another one whenever the file was written to.
pub(super) fn file_stamp(found: &Metadata) -> String {
    // The time of the last change to the inode is later than any that a program sets.
    let times = (found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec());
    format!("{} {} {times:?}", found.len(), found.ino())
}

/// The stamp of the file at a place; `None` if there is none.
pub(super) fn stamp_of(place: &Path) -> Option<String> {
    fs::metadata(place).ok().map(|found| file_stamp(&found))
}
