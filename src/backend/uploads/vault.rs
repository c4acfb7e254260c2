//! The folder in which files lie, each under a name that says nothing, and how much room they take.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path as FilePath, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use anyhow::Context;
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};
use uuid::Uuid;

use super::{
    UploadReader, UploadWriter,
    vault_room::{RoomTaken, VaultRoom},
};
use crate::{
    intake::UploadId,
    store::{FileKey, NewUpload},
};

/// Where files lie.
#[derive(Clone, Debug)]
pub struct UploadVault {
    pub(super) files: Arc<dyn ObjectStore>,
    pub(super) folder: PathBuf,
    pub(super) room: Arc<VaultRoom>,
}

impl UploadVault {
    /// Opens the folder, and makes it, for its owner alone, if it is not there.
    pub async fn open(folder: &FilePath, most_bytes: u64) -> anyhow::Result<Self> {
        Self::open_guarded(folder, Some(most_bytes)).await
    }

    pub(super) async fn open_guarded(folder: &FilePath, most: Option<u64>) -> anyhow::Result<Self> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.with_context(|| format!("the folder of files {} cannot be made", folder.display()))?;
        let files = LocalFileSystem::new_with_prefix(folder);
        let files = files.with_context(|| format!("the folder of files {}", folder.display()))?.with_fsync(true);
        let room = Arc::new(VaultRoom::new(most));
        let vault = Self { files: Arc::new(files), folder: folder.to_owned(), room };
        let stored = vault.files.list(None).try_fold(0, |sum, file| async move { Ok(sum + file.size) }).await?;
        vault.room.stored.store(stored, Ordering::Relaxed);
        Ok(vault)
    }

    /// Begins a file.
    pub async fn begin(&self) -> anyhow::Result<UploadWriter> {
        let id = UploadId(Uuid::new_v4());
        let target = self.files.put_multipart(&location(id)).await?;
        Ok(UploadWriter::new(id, target, RoomTaken::new(Arc::clone(&self.room))))
    }

    /// Reads a file from its beginning.
    pub async fn read(&self, id: UploadId, key: &FileKey) -> anyhow::Result<UploadReader> {
        let sealed = self.files.get(&location(id)).await?;
        Ok(UploadReader::new(id, key, sealed.into_stream()))
    }

    /// Removes files that no row will ever name.
    pub async fn discard(&self, files: impl IntoIterator<Item = NewUpload>) {
        for file in files {
            if let Err(error) = self.remove(file.id).await {
                log::warn!("a file that nobody needs stays until it is swept up: {error:#}");
            }
        }
    }

    /// Removes a file.
    pub(super) async fn remove(&self, id: UploadId) -> anyhow::Result<()> {
        let place = location(id);
        let size = self.files.head(&place).await?.size;
        self.files.delete(&place).await?;
        let less = |stored: u64| Some(stored.saturating_sub(size));
        // It always gives a new value, so it always goes well.
        let _ = self.room.stored.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        Ok(())
    }
}

/// What a file is called in the folder.
fn location(id: UploadId) -> Path {
    Path::from(id.0.simple().to_string())
}

/// The file that is called so; `None` for one of somebody else.
pub(super) fn id_of(location: &Path) -> Option<UploadId> {
    Uuid::try_parse(location.as_ref()).ok().map(UploadId)
}
