//! What is kept between builds, in a folder beside the project: one file a key, each written whole or not at all.
//!
//! Nothing here is needed: a folder that cannot be written to only makes the next build slower, so failures are silent.

use std::{
    collections::HashSet,
    fs,
    path::PathBuf,
    process,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The folder, and which of its files this build has used.
pub(super) struct Kept {
    folder: PathBuf,
    used: Mutex<HashSet<String>>,
    counter: AtomicUsize,
}

impl Kept {
    /// What is kept in `folder`, which is made when something is kept.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, used: Mutex::default(), counter: AtomicUsize::new(0) }
    }

    /// The bytes under a key, which is a file name.
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        let bytes = fs::read(self.folder.join(key)).ok()?;
        self.mark(key);
        Some(bytes)
    }

    /// Keeps bytes for later builds.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        self.mark(key);
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        let waiting = self.folder.join(format!("{}-{number}.new", process::id()));
        let written = fs::create_dir_all(&self.folder).and_then(|()| fs::write(&waiting, bytes));
        if written.and_then(|()| fs::rename(&waiting, self.folder.join(key))).is_err() {
            let _ = fs::remove_file(&waiting);
        }
    }

    /// Removes what this build has not used.
    pub fn prune(&self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if !entry.file_name().to_str().is_some_and(|name| used.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn mark(&self, key: &str) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b");
        let first = Kept::new(folder.clone());
        assert_eq!(first.get("x"), None);
        first.put("x", b"1");
        first.put("y", b"2");
        first.prune();
        let second = Kept::new(folder.clone());
        assert_eq!(second.get("x").as_deref(), Some(&b"1"[..]));
        second.prune();
        assert_eq!((second.get("x").is_some(), second.get("y")), (true, None));
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
    }
}
