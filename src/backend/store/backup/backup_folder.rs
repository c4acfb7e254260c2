//! The folders that backups lie in: files that appear whole, on the disk and readable for their owner alone; and which copies of
//! the keyring stay.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::Context;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// How names of data end.
pub(super) const DATA: &str = ".data.age";

/// How names of keyrings end.
const KEYRING: &str = ".keyring.age";

/// How many copies of the keyring are kept.
const KEYRINGS: usize = 2;

/// How old a file is that some process has begun and cannot be writing any more.
const ABANDONED: Duration = Duration::from_hours(24);

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFile {
    /// Where.
    pub path: PathBuf,
    /// How long it is.
    pub bytes: u64,
    /// Its sum, as `sha256sum` tells it.
    pub sha256: String,
}

/// A file that gathers under another name.
pub(super) struct PendingFile {
    out: BufWriter<File>,
    waiting: PathBuf,
    place: PathBuf,
    bytes: u64,
    sum: Sha256,
    is_done: bool,
}

impl PendingFile {
    /// Begins a file in a folder, which is made if it is not there.
    pub fn create(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.with_context(|| format!("making the folder {}", folder.display()))?;
        remove_abandoned(folder);
        let (place, waiting) = (folder.join(name), folder.join(format!(".{name}.new")));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&waiting);
        let file = file.with_context(|| format!("making {}", waiting.display()))?;
        let (out, sum) = (BufWriter::new(file), Sha256::new());
        Ok(Self { out, waiting, place, bytes: 0, sum, is_done: false })
    }

    /// Has the file appear: first its bytes are on the disk, then its name.
    pub fn publish(mut self) -> anyhow::Result<BackupFile> {
        let place = self.place.clone();
        self.settle().with_context(|| format!("writing {}", place.display()))?;
        self.is_done = true;
        let sha256 = hex(&self.sum.clone().finalize());
        Ok(BackupFile { path: place, bytes: self.bytes, sha256 })
    }

    fn settle(&mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        // A link, unlike a rename, never takes the place of a backup that is there.
        fs::hard_link(&self.waiting, &self.place)?;
        fs::remove_file(&self.waiting)?;
        File::open(self.place.parent().unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.sum.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if !self.is_done {
            // It was never a backup; that it cannot be removed changes nothing.
            let _ = fs::remove_file(&self.waiting);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // A string takes everything.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Removes what a process has left that was ended while it wrote.
fn remove_abandoned(folder: &Path) {
    let is_old = |path: &Path| {
        let changed = path.metadata().and_then(|found| found.modified()).ok();
        changed.is_some_and(|time| SystemTime::now().duration_since(time).is_ok_and(|age| age > ABANDONED))
    };
    for path in list(folder).unwrap_or_default() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(".tsubame-") && name.ends_with(".new") && is_old(&path) {
            let _ = fs::remove_file(&path);
        }
    }
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The time as names have it, which sort by it.
fn stamp(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%S%.3fZ").to_string()
}

/// The name of a backup of the data.
pub(super) fn data_name(taken_at: Timestamp) -> String {
    format!("tsubame-{}{DATA}", stamp(taken_at))
}

/// The name of a copy of the keyring, from which so many were erased until then.
pub(super) fn keyring_name(taken_at: Timestamp, erased: u64) -> String {
    format!("tsubame-{}-e{erased}{KEYRING}", stamp(taken_at))
}

/// A copy of the keyring in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyringCopy {
    pub path: PathBuf,
    /// How many had been erased when it was written: who was erased since is in it still.
    pub erased: u64,
}

/// The copies in a folder, oldest first. A folder that is not there has none.
pub(super) fn keyring_copies(folder: &Path) -> anyhow::Result<Vec<KeyringCopy>> {
    let paths = match list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        found => found.with_context(|| folder.display().to_string())?,
    };
    let copy = |path: PathBuf| {
        let name = path.file_name()?.to_str()?.strip_prefix("tsubame-")?.strip_suffix(KEYRING)?;
        let erased = name.rsplit_once("-e")?.1.parse().ok()?;
        Some(KeyringCopy { path, erased })
    };
    Ok(paths.into_iter().filter_map(copy).collect())
}

/// The newest backup of the data in a folder: its name begins with its time.
pub fn newest_data(folder: &Path) -> anyhow::Result<PathBuf> {
    newest(folder, DATA)
}

/// The newest copy of the keyring in a folder.
pub fn newest_keyring(folder: &Path) -> anyhow::Result<PathBuf> {
    newest(folder, KEYRING)
}

fn newest(folder: &Path, ending: &str) -> anyhow::Result<PathBuf> {
    let paths = list(folder).with_context(|| folder.display().to_string())?;
    let is_backup = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("tsubame-") && name.ends_with(ending)
    };
    // They are sorted.
    let newest = paths.into_iter().rfind(is_backup);
    newest.with_context(|| format!("there is no file in {} whose name ends in {ending}", folder.display()))
}

/// Removes the copies that hold who was erased, and all but the newest of the others; gives how many were removed.
pub(super) fn prune_keyrings(folder: &Path, erased: u64) -> anyhow::Result<usize> {
    let copies = keyring_copies(folder)?;
    let good = copies.iter().filter(|copy| copy.erased >= erased).count();
    let mut superfluous = good.saturating_sub(KEYRINGS);
    let mut removed = 0;
    for copy in copies {
        let is_stale = copy.erased < erased;
        if !is_stale && superfluous == 0 {
            continue;
        }
        superfluous -= usize::from(!is_stale);
        fs::remove_file(&copy.path).with_context(|| format!("removing {}", copy.path.display()))?;
        removed += 1;
    }
    if removed > 0 {
        File::open(folder)?.sync_all()?;
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        list(folder).unwrap().iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_appears_whole_for_its_owner_alone_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("new/backups");
        let mut file = PendingFile::create(&place, "tsubame-1.data.age").unwrap();
        file.write_all(b"abc").unwrap();
        assert_eq!(names(&place), [".tsubame-1.data.age.new"]);
        let written = file.publish().unwrap();
        assert_eq!(names(&place), ["tsubame-1.data.age"]);
        assert_eq!(written.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(fs::metadata(&written.path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700);

        let mut second = PendingFile::create(&place, "tsubame-1.data.age").unwrap();
        second.write_all(b"other").unwrap();
        assert!(second.publish().is_err(), "no backup takes the place of another");
        assert_eq!(fs::read(&written.path).unwrap(), b"abc");
        drop(PendingFile::create(&place, "tsubame-2.data.age").unwrap());
        assert_eq!(names(&place), ["tsubame-1.data.age"]);
    }

    #[test]
    fn two_copies_of_the_keyring_stay_and_none_with_who_was_erased() {
        let folder = tempfile::tempdir().unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        let made = [keyring_name(at(1), 0), keyring_name(at(2), 0), keyring_name(at(3), 1), keyring_name(at(4), 1)];
        for name in &made {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::write(folder.path().join(data_name(at(1))), "").unwrap();
        fs::write(folder.path().join(keyring_name(at(5), 1)), "").unwrap();
        assert_eq!(newest_data(folder.path()).unwrap(), folder.path().join(data_name(at(1))));
        assert_eq!(newest_keyring(folder.path()).unwrap(), folder.path().join(keyring_name(at(5), 1)));
        assert_eq!(prune_keyrings(folder.path(), 1).unwrap(), 3);
        assert_eq!(names(folder.path()), [data_name(at(1)), made[3].clone(), keyring_name(at(5), 1)]);
        assert_eq!(prune_keyrings(folder.path(), 1).unwrap(), 0);
        assert_eq!(prune_keyrings(folder.path(), 2).unwrap(), 2);
    }
}
