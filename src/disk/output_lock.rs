//! One build at a time for each output folder, whichever processes run, and nothing left behind by those that died.
//!
//! A lock is a file that the system unlocks when its process ends, however that ends; process numbers are given again
//! and say nothing. Beside a file's lock stands what its holder has in the making: the staging folder. Whoever gets the
//! lock of a build that did not end tidily removes it.

use std::{
    env,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt},
    },
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::state_folder::{STATE_FOLDER, make_state_folder};

/// How names of staging folders begin that lie beside an output folder, after its own name.
const BESIDE: &str = ".tsubame-";

/// The lock of one output folder, with the places that belong to it.
#[derive(Debug)]
pub(super) struct OutputLock {
    file: File,
    /// Of the output folder itself, against builds of other projects.
    folder: Option<File>,
    /// Where the project remembers the output folder.
    pub stamp: PathBuf,
    /// Where files wait until they are published; made anew.
    pub staging: PathBuf,
}

impl OutputLock {
    /// Locks the folder `output` for the project at `root`.
    pub fn take(root: &Path, output: &Path) -> Result<Self> {
        let state = state_of_outputs(root)?;
        let name = output.strip_prefix(root).unwrap_or(output);
        let key = key_of(&[name]);
        let lock = state.join(format!("{key}.lock"));
        let file = open_lock(&lock).with_context(|| format!("opening {}", lock.display()))?;
        if !try_lock(&file) {
            return Err(at_work(output));
        }
        let folder = lock_folder(output)?;
        clear(&lock, &file);
        clear_others(&state, &lock);
        let stamp = state.join(format!("{key}.json"));
        let staging = make_staging(root, output, &state.join(&key))?;
        let lock = Self { file, folder, stamp, staging };
        lock.note_staging().with_context(|| format!("writing {}", lock.stamp.with_extension("lock").display()))?;
        Ok(lock)
    }

    /// Whether the output folder itself is locked too.
    pub fn has_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// Writes down where the staging folder is, for whoever comes after a build that dies.
    fn note_staging(&self) -> io::Result<()> {
        let mut file = &self.file;
        file.write_all(self.staging.as_os_str().as_bytes())
    }
}

impl Drop for OutputLock {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.staging);
        let _ = self.file.set_len(0);
    }
}

/// Also locks an output folder that did not exist when its lock was taken, and that somebody has made since.
pub(super) fn lock_folder(output: &Path) -> Result<Option<File>> {
    let Ok(folder) = File::open(output) else { return Ok(None) };
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Err(at_work(output)),
        // Some file systems lock no folders; the project's own lock holds nonetheless.
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

fn at_work(output: &Path) -> anyhow::Error {
    anyhow::anyhow!("another build is at work in {}; wait until it has ended, then build again", output.display())
}

/// Where a project remembers its output folders: in itself, else, where it may not be written to, in a folder of this
/// user's for files that need not last.
fn state_of_outputs(root: &Path) -> Result<PathBuf> {
    let own = root.join(STATE_FOLDER).join("outputs");
    if make_state_folder(&own).is_ok() && is_writable(&own) {
        return Ok(own);
    }
    let other = env::temp_dir().join(format!("tsubame-{}", key_of(&[root])));
    match DirBuilder::new().mode(0o700).create(&other) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        result => result.with_context(|| format!("making the folder {}", other.display()))?,
    }
    // Anybody may make folders there, so it is only trusted if nobody else can write into it.
    let found = other.symlink_metadata().with_context(|| format!("looking at {}", other.display()))?;
    if !found.is_dir() || found.mode() & 0o077 != 0 || !is_writable(&other) {
        bail!("neither {} nor {} can be written to; make one of them writable", own.display(), other.display());
    }
    Ok(other)
}

fn is_writable(folder: &Path) -> bool {
    let probe = folder.join(format!("probe-{}", std::process::id()));
    let made = DirBuilder::new().create(&probe);
    let _ = fs::remove_dir(&probe);
    made.is_ok()
}

/// A short name for paths.
fn key_of(paths: &[&Path]) -> String {
    let mut hasher = blake3::Hasher::new();
    for path in paths {
        hasher.update(path.as_os_str().as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

fn open_lock(lock: &Path) -> io::Result<File> {
    if lock.is_symlink() {
        fs::remove_file(lock)?;
    }
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(lock)
}

/// Whether the lock is free, or the file system has none.
fn try_lock(file: &File) -> bool {
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// Removes what the last holder of a lock has left; the lock is held.
fn clear(lock: &Path, file: &File) {
    let mut left = Vec::new();
    let mut file = file;
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut left));
    let beside = Path::new(std::ffi::OsStr::from_bytes(&left));
    // Nothing is removed that is not named as these folders are.
    let is_staging = beside.file_name().is_some_and(|name| name.to_string_lossy().contains(BESIDE));
    if read.is_ok() && is_staging && beside.is_absolute() {
        let _ = fs::remove_dir_all(beside);
    }
    let _ = fs::remove_dir_all(lock.with_extension(""));
    let _ = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0)));
}

/// The same for builds into other folders of the project.
fn clear_others(state: &Path, own: &Path) {
    for entry in fs::read_dir(state).into_iter().flatten().flatten() {
        let lock = entry.path();
        let is_other = lock != own && lock.extension().is_some_and(|end| end == "lock") && !lock.is_symlink();
        let file = OpenOptions::new().read(true).write(true).open(&lock);
        if is_other
            && let Ok(file) = file
            && file.try_lock().is_ok()
        {
            clear(&lock, &file);
        }
    }
}

/// A folder for files that wait, which only this user may look into. It is on the file system of the output folder
/// where that can be, so that files need not be copied once more to be published: in the project's own state, else
/// beside the output folder.
fn make_staging(root: &Path, output: &Path, own: &Path) -> Result<PathBuf> {
    let existing = output.ancestors().find(|above| above.is_dir()).unwrap_or(output);
    let device = |path: &Path| fs::metadata(path).ok().map(|found| found.dev());
    let wanted = device(existing);
    let above = if existing == output { output.parent() } else { Some(existing) };
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    let beside = above.map(|above| above.join(format!(".{name}{BESIDE}{}", key_of(&[root, output]))));
    let is_near = |folder: &Path| folder.parent().is_some_and(|above| device(above) == wanted);
    let near = [Some(own.to_path_buf()), beside].into_iter().flatten().filter(|folder| is_near(folder));
    let mut refused = None;
    for folder in near.chain([own.to_path_buf()]) {
        let _ = fs::remove_dir_all(&folder);
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) => refused = Some((error, folder)),
        }
    }
    let (error, folder) = refused.context("no folder is left to try")?;
    Err(error).with_context(|| format!("making the folder {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        (folder, root)
    }

    #[test]
    fn one_build_at_a_time() {
        let (_folder, root) = project();
        let output = root.join("public");
        let first = OutputLock::take(&root, &output).unwrap();
        let error = OutputLock::take(&root, &output).unwrap_err();
        assert!(error.to_string().contains("another build is at work in"), "{error}");
        OutputLock::take(&root, &root.join("other")).unwrap();
        drop(first);
        OutputLock::take(&root, &output).unwrap();
    }

    #[test]
    fn a_folder_that_two_projects_write_to_is_locked_too() {
        let ((_first, root), (_second, other)) = (project(), project());
        let output = root.join("shared");
        fs::create_dir(&output).unwrap();
        let held = OutputLock::take(&root, &output).unwrap();
        let error = OutputLock::take(&other, &output).unwrap_err();
        assert!(error.to_string().contains("another build is at work in"), "{error}");
        drop(held);
        OutputLock::take(&other, &output).unwrap();
    }

    #[test]
    fn what_the_dead_left_goes_whatever_is_built_next() {
        let (_folder, root) = project();
        let (elsewhere, _other) = project();
        let output = elsewhere.path().join("public");
        let held = OutputLock::take(&root, &output).unwrap();
        let left = held.staging.clone();
        let beside = elsewhere.path().join(".public.tsubame-0");
        fs::create_dir(&beside).unwrap();
        fs::write(left.join("draft.html"), "x").unwrap();
        let lock = held.stamp.with_extension("lock");
        std::mem::forget(held);
        // The process has died: its lock is free, and says where it was at work.
        fs::remove_file(&lock).unwrap();
        fs::write(&lock, beside.to_str().unwrap()).unwrap();
        OutputLock::take(&root, &root.join("public")).unwrap();
        assert!(!left.exists() && !beside.exists());
        assert_eq!(fs::read(&lock).unwrap(), b"");
    }

    #[test]
    fn a_living_build_keeps_what_it_has() {
        let (_folder, root) = project();
        let held = OutputLock::take(&root, &root.join("one")).unwrap();
        OutputLock::take(&root, &root.join("two")).unwrap();
        assert!(held.staging.is_dir());
        let staging = held.staging.clone();
        drop(held);
        assert!(!staging.exists());
    }

    #[test]
    fn what_a_lock_says_is_removed_only_if_it_is_a_staging_folder() {
        let (_folder, root) = project();
        let state = root.join(".tsubame/outputs");
        fs::create_dir_all(&state).unwrap();
        let dear = root.join("dear");
        fs::create_dir(&dear).unwrap();
        fs::write(state.join("0.lock"), dear.to_str().unwrap()).unwrap();
        fs::write(root.join("file"), "dear").unwrap();
        let lock = state.join(format!("{}.lock", key_of(&[Path::new("public")])));
        std::os::unix::fs::symlink(root.join("file"), &lock).unwrap();
        OutputLock::take(&root, &root.join("public")).unwrap();
        assert!(dear.is_dir());
        assert_eq!(fs::read_to_string(root.join("file")).unwrap(), "dear");
    }
}
