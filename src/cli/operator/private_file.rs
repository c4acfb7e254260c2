//! Files that nobody but their owner reads, replaced in one step.

use std::{
    fs::{self, File, OpenOptions},
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
