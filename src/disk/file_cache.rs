//! What is kept between builds, in a folder beside the project: one file a key, each written whole or not at all.
//!
//! Nothing here is needed: a folder that cannot be written to only makes the next build slower, so failures are silent.
//! A file goes when no build has used it for some days: builds with drafts and without them take turns, and so do the
//! branches of a repository.

use std::{
    collections::HashSet,
    fs::{self, File, Metadata},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use parking_lot::Mutex;

use super::{
    state_folder::make_state_folder,
    whole_file::{Durability, write_whole},
};
use tsubame_model::source::ByteStore;

const DAY: Duration = Duration::from_hours(24);

/// So long a file stays after its last use.
const KEPT_FOR: Duration = DAY.saturating_mul(14);

/// The folder, and which of its files this build has used.
pub(super) struct FileCache {
    folder: PathBuf,
    used: Mutex<HashSet<String>>,
}

impl FileCache {
    /// What is kept in `folder`, which is made when something is kept.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, used: Mutex::default() }
    }

    fn mark(&self, key: &str) {
        self.used.lock().insert(key.to_owned());
    }
}

impl ByteStore for FileCache {
    fn get(&self, key: &str) -> Option<Vec<u8>> {
        let path = self.folder.join(key);
        let bytes = fs::read(&path).ok()?;
        self.mark(key);
        touch(&path);
        Some(bytes)
    }

    fn put(&self, key: &str, bytes: &[u8]) {
        self.mark(key);
        let _ = make_state_folder(&self.folder)
            .and_then(|()| write_whole(&self.folder.join(key), bytes, Durability::Whole));
    }

    fn note_use(&self, key: &str) {
        self.mark(key);
    }

    /// Removes what neither this build nor one of the last days has used.
    fn remove_unused(&self) {
        let used = self.used.lock();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let is_used = entry.file_name().to_str().is_some_and(|name| used.contains(name));
            if !is_used && entry.metadata().is_ok_and(|found| is_older(&found, KEPT_FOR)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Makes the time of the last change that of the last use, to the day.
fn touch(path: &Path) {
    if fs::metadata(path).is_ok_and(|found| is_older(&found, DAY)) {
        let _ = File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
    }
}

/// Whether a file was last changed longer ago than that.
fn is_older(found: &Metadata, age: Duration) -> bool {
    found.modified().ok().and_then(|time| time.elapsed().ok()).is_some_and(|since| since > age)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(path: &Path, age: Duration) {
        let file = File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }

    #[test]
    fn what_was_used_lately_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b");
        let first = FileCache::new(folder.clone());
        assert_eq!(first.get("x"), None);
        for name in ["used", "late", "old"] {
            first.put(name, name.as_bytes());
        }
        age(&folder.join("used"), KEPT_FOR * 2);
        age(&folder.join("late"), DAY * 2);
        age(&folder.join("old"), KEPT_FOR * 2);

        let second = FileCache::new(folder.clone());
        assert_eq!(second.get("used").as_deref(), Some(&b"used"[..]));
        second.remove_unused();
        let third = FileCache::new(folder.clone());
        third.remove_unused();
        assert_eq!((third.get("used").is_some(), third.get("late").is_some(), third.get("old")), (true, true, None));
        assert_eq!(fs::read_dir(folder).unwrap().count(), 2);
    }
}
