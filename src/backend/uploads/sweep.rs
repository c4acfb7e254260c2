//! Ends what lies in the folder or the bucket and is named by no row: of requests that failed, of connections that dropped, of a
//! crash, and of persons that are erased.

use std::{
    fs, io,
    path::Path,
    sync::atomic::Ordering,
    time::{Duration, SystemTime},
};

use anyhow::Context;
use futures_util::TryStreamExt;
use jiff::Timestamp;
use tokio::task::spawn_blocking;

use super::{UploadVault, upload_name::id_of};
use crate::{intake::UploadId, store::Store};

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
    let mut old: Vec<UploadId> = Vec::new();
    while let Some(file) = listed.try_next().await? {
        total += file.size;
        // What has another name is none of ours.
        let Some(id) = id_of(&file.location) else { continue };
        if file.last_modified.timestamp() < settled {
            old.push(id);
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
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}
