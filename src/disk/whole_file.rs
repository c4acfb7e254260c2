//! Files that appear whole or not at all: what is written gathers under another name and then takes its own in one step.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

/// How names begin under which bytes wait, in whatever folder. Nothing of such a name is part of a site.
pub(super) const WAITING_PREFIX: &str = ".tsubame-";

/// What is still there when the machine loses its power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// Either nothing new or the whole file: for what can be made again, such as caches.
    Whole,
    /// The new file, from the moment that writing it has returned.
    Kept,
}

/// Writes or replaces a file of a folder that exists.
pub(super) fn write_whole(place: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let waiting = write_waiting(place, bytes)?;
    fs::rename(&waiting, place).inspect_err(|_| {
        let _ = fs::remove_file(&waiting);
    })?;
    settle(place, durability)
}

/// Writes a file that did not exist, of a folder that does; `false` if it does exist.
pub(super) fn write_new(place: &Path, bytes: &[u8]) -> io::Result<bool> {
    if place.symlink_metadata().is_ok() {
        return Ok(false);
    }
    let waiting = write_waiting(place, bytes)?;
    // Unlike a rename, a link never takes the place of a file that somebody else has just made.
    let result = match fs::hard_link(&waiting, place) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        // Some file systems have no links.
        Err(_) if place.symlink_metadata().is_err() => fs::rename(&waiting, place).map(|()| true),
        Err(error) => Err(error),
    };
    let _ = fs::remove_file(&waiting);
    result.and_then(|is_new| settle(place, Durability::Kept).map(|()| is_new))
}

/// A name beside a file under which bytes may wait for its place; short enough wherever the file's own name is.
pub(super) fn waiting_name(place: &Path) -> PathBuf {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    place.with_file_name(format!("{WAITING_PREFIX}{:x}-{number:x}.new", process::id()))
}

/// The bytes in a new file beside the place, on the disk before any name leads to them.
fn write_waiting(place: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let (waiting, mut file) = create_waiting(place)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map(|()| waiting.clone()).inspect_err(|_| {
        let _ = fs::remove_file(&waiting);
    })
}

/// A process that died may have had the same number, and left a file behind.
fn create_waiting(place: &Path) -> io::Result<(PathBuf, File)> {
    loop {
        let waiting = waiting_name(place);
        match OpenOptions::new().write(true).create_new(true).open(&waiting) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            result => return result.map(|file| (waiting, file)),
        }
    }
}

/// A name is on the disk when its folder is. Where folders cannot be told to, the system sees to it in its own time.
fn settle(place: &Path, durability: Durability) -> io::Result<()> {
    let folder = place.parent().filter(|_| durability == Durability::Kept);
    let Some(folder) = folder.map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder }) else {
        return Ok(());
    };
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_replaced_and_nothing_waits_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.json");
        for (text, durability) in [("one", Durability::Whole), ("two", Durability::Kept)] {
            write_whole(&place, text.as_bytes(), durability).unwrap();
            assert_eq!(fs::read_to_string(&place).unwrap(), text);
        }
        assert!(!write_new(&place, b"three").unwrap());
        assert!(write_new(&folder.path().join("b"), b"new").unwrap());
        assert_eq!(fs::read_to_string(&place).unwrap(), "two");
        assert!(write_whole(&folder.path().join("none/a"), b"x", Durability::Whole).is_err());
        fs::create_dir(folder.path().join("taken")).unwrap();
        assert!(write_whole(&folder.path().join("taken"), b"x", Durability::Whole).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "a.json, b and the folder");
    }

    #[test]
    fn what_a_dead_process_left_is_no_hindrance() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a");
        let next = waiting_name(&place).to_string_lossy().into_owned();
        let (start, number) = next.trim_end_matches(".new").rsplit_once('-').unwrap();
        let number = u64::from_str_radix(number, 16).unwrap();
        // Other tests of this process count too.
        for number in number..number + 200 {
            fs::write(format!("{start}-{number:x}.new"), "left").unwrap();
        }
        write_whole(&place, b"new", Durability::Whole).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
    }
}
