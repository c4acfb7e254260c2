//! Files that nobody but their owner reads: replaced in one step, or kept for one process at a time.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, Result};

/// Writes or replaces a file: afterwards it is on the disk as a whole, and until then what was there is.
pub(super) fn replace_private(place: &Path, bytes: &[u8]) -> Result<()> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let waiting = place.with_file_name(format!(".{name}.new"));
    let write = || {
        // What a process has left that was ended here holds nothing that anybody uses.
        let _ = fs::remove_file(&waiting);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&waiting)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&waiting, place)?;
        File::open(place.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    write().with_context(|| format!("writing {}", place.display()))
}

/// Takes a lock that lasts as long as the file is open, even where the process is killed; `None` if another process has it.
pub(super) fn lock_private(place: &Path) -> Result<Option<File>> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(place);
    let file = file.with_context(|| place.display().to_string())?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("locking {}", place.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_had_once_and_is_free_when_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("rotate-key.lock");
        let held = lock_private(&place).unwrap();
        assert!(held.is_some() && lock_private(&place).unwrap().is_none());
        drop(held);
        assert!(lock_private(&place).unwrap().is_some());
        let told = format!("{:#}", lock_private(&folder.path().join("none/lock")).unwrap_err());
        assert!(told.contains("none/lock"), "{told}");
    }
}
