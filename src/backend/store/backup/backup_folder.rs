//! The folders that backups lie in: files that appear whole, on the disk and readable for their owner alone.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufWriter, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use anyhow::Context;

/// How names of data end.
pub(super) const DATA: &str = ".data.age";

/// How names of keyrings end.
pub(super) const KEYRING: &str = ".keyring.age";

/// How old a file is that some process has begun and cannot be writing any more.
const ABANDONED: Duration = Duration::from_hours(24);

/// A file that gathers under another name.
pub(super) struct PendingFile {
    out: BufWriter<File>,
    waiting: PathBuf,
    place: PathBuf,
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
        Ok(Self { out: BufWriter::new(file), waiting, place, is_done: false })
    }

    /// Has the file appear: first its bytes are on the disk, then its name. Gives where it is.
    pub fn publish(mut self) -> anyhow::Result<PathBuf> {
        let place = self.place.clone();
        self.settle().with_context(|| format!("writing {}", place.display()))?;
        self.is_done = true;
        Ok(place)
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
        self.out.write(bytes)
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

/// The names of all files in a folder, sorted. A folder that is not there has none.
pub(super) fn names_in(folder: &Path) -> anyhow::Result<Vec<String>> {
    let paths = match list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        found => found.with_context(|| folder.display().to_string())?,
    };
    // What has another kind of name is none of ours.
    Ok(paths.iter().filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).collect())
}

/// Removes files from a folder; on the disk too, once it is back. Another server that shares the folder may have been faster.
pub(super) fn remove_from(folder: &Path, names: &[String]) -> anyhow::Result<()> {
    for name in names {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed.with_context(|| format!("removing {}", path.display()))?,
        }
    }
    if !names.is_empty() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        names_in(folder).unwrap()
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
        assert_eq!(fs::metadata(&written).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700);

        let mut second = PendingFile::create(&place, "tsubame-1.data.age").unwrap();
        second.write_all(b"other").unwrap();
        assert!(second.publish().is_err(), "no backup takes the place of another");
        assert_eq!(fs::read(&written).unwrap(), b"abc");
        drop(PendingFile::create(&place, "tsubame-2.data.age").unwrap());
        assert_eq!(names(&place), ["tsubame-1.data.age"]);
        // The one that is gone already stops nobody from removing the other.
        remove_from(&place, &["tsubame-0.data.age".to_owned(), "tsubame-1.data.age".to_owned()]).unwrap();
        assert!(names(&place).is_empty());
    }
}
