//! Ends what lies in the folder or the bucket and is named by no row: of requests that failed, of connections that dropped, of a
//! crash, of looks at the bucket that were broken off, and of persons that are erased.

use std::{
    fs, io,
    path::Path,
    sync::atomic::Ordering,
    time::{Duration, SystemTime},
};

use anyhow::Context;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use object_store::path::Path as ObjectPath;
use tokio::task::spawn_blocking;

use super::{UploadVault, upload_name::id_of};
use crate::{
    intake::UploadId,
    store::{OpenBucket, Store},
};

/// How old a file is at least that is looked for among the rows: longer than any request takes to write its own.
const SETTLED: Duration = Duration::from_hours(1);

/// How many files are looked for with one statement.
const AT_ONCE: usize = 500;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that nobody named.
    pub removed: usize,
    /// Rows of files whose person is erased.
    pub forgotten: u64,
}

/// Sweeps once, as if it were `now`.
pub async fn sweep_uploads(vault: &UploadVault, store: &Store, now: Timestamp) -> anyhow::Result<Swept> {
    let mut swept = Swept { removed: 0, forgotten: store.forget_erased_uploads().await? };
    let settled = now.as_second().saturating_sub(SETTLED.as_secs().try_into()?);
    let (mut listed, mut total) = (vault.files.list(None), 0);
    let (mut old, mut probes): (Vec<UploadId>, Vec<ObjectPath>) = (Vec::new(), Vec::new());
    while let Some(file) = listed.try_next().await? {
        total += file.size;
        if file.last_modified.timestamp() >= settled {
            continue;
        }
        match id_of(&file.location) {
            Some(id) => old.push(id),
            // Of a look at the bucket that was broken off.
            None if OpenBucket::is_probe(file.location.as_ref()) => probes.push(file.location),
            // What has another name is none of ours.
            None => {}
        }
    }
    vault.room.stored.store(total, Ordering::Relaxed);
    for ids in old.chunks(AT_ONCE) {
        let known = store.known_uploads(ids).await?;
        for id in ids.iter().filter(|id| !known.contains(id)) {
            vault.remove(*id).await?;
            swept.removed += 1;
        }
    }
    for probe in &probes {
        vault.remove_at(probe).await?;
        swept.removed += 1;
    }
    let (folder, now) = (vault.folder.clone(), SystemTime::from(now));
    let is_left: fn(&str) -> bool = if vault.passage.is_some() { is_any } else { is_begun };
    let removed = spawn_blocking(move || remove_left(&folder, now, is_left));
    swept.removed += removed.await?.context("the folder of files")?;
    Ok(swept)
}

/// Files that were begun, which a crash has left, are not listed: their names have a `#` in them.
fn is_begun(name: &str) -> bool {
    name.contains('#')
}

/// In a folder from which files go on into a bucket, a crash may have left whole ones too: no row names them.
fn is_any(_name: &str) -> bool {
    true
}

fn remove_left(folder: &Path, now: SystemTime, is_left: fn(&str) -> bool) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = match entry.metadata() {
            // It was ended or given up in between.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            metadata => metadata?,
        };
        let age = now.duration_since(metadata.modified()?).unwrap_or_default();
        if entry.file_name().to_str().is_some_and(is_left) && age > SETTLED {
            removed += usize::from(remove_if_there(&entry.path())?);
        }
    }
    Ok(removed)
}

/// Removes a file, and says whether it was there still: another server that shares the folder may have been faster.
fn remove_if_there(file: &Path) -> io::Result<bool> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        removed => removed.map(|()| true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_another_server_has_removed_already_stops_no_sweep() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("begun#1");
        fs::write(&file, "").unwrap();
        assert!(remove_if_there(&file).unwrap());
        assert!(!remove_if_there(&file).unwrap());
        // The twin: what cannot be removed is told.
        assert!(remove_if_there(folder.path()).is_err());
    }
}
