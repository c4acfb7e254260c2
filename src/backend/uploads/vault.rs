//! The folder or the bucket in which files lie, each under a name that says nothing, and how much room they take.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path as FilePath, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use anyhow::Context;
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem};
use uuid::Uuid;

use super::{
    UploadReader, UploadSettings, UploadWriter,
    upload_name::location,
    upload_passage::UploadPassage,
    vault_room::{RoomTaken, VaultRoom},
};
use crate::{
    intake::UploadId,
    store::{Bucket, FileKey, NewUpload, OpenBucket},
};

/// Where files lie.
#[derive(Clone, Debug)]
pub struct UploadVault {
    pub(super) files: Arc<dyn ObjectStore>,
    /// The folder in which they are written.
    pub(super) folder: PathBuf,
    arriving: Arc<dyn ObjectStore>,
    /// The way on from that folder, if they do not stay in it.
    pub(super) passage: Option<Arc<UploadPassage>>,
    pub(super) room: Arc<VaultRoom>,
}

impl UploadVault {
    /// Opens what the settings name.
    pub async fn of_settings(settings: &UploadSettings) -> anyhow::Result<Self> {
        match &settings.bucket {
            None => Self::open(&settings.folder, settings.most_bytes).await,
            Some(bucket) => Box::pin(Self::open_bucket(bucket, &settings.folder, Some(settings.most_bytes))).await,
        }
    }

    /// Opens the folder, and makes it, for its owner alone, if it is not there.
    pub async fn open(folder: &FilePath, most_bytes: u64) -> anyhow::Result<Self> {
        Self::open_guarded(folder, Some(most_bytes)).await
    }

    pub(super) async fn open_guarded(folder: &FilePath, most: Option<u64>) -> anyhow::Result<Self> {
        let files = open_folder(folder)?;
        let arriving = Arc::clone(&files);
        Self { files, folder: folder.to_owned(), arriving, passage: None, room: Arc::new(VaultRoom::new(most)) }
            .counted()
            .await
    }

    /// Opens a bucket, once it is seen that it is closed to others; files arrive in the folder.
    pub(super) async fn open_bucket(bucket: &Bucket, folder: &FilePath, most: Option<u64>) -> anyhow::Result<Self> {
        let bucket = OpenBucket::open(bucket)?;
        bucket.check().await?;
        let arriving = open_folder(folder)?;
        let (files, folder) = (bucket.files(), folder.to_owned());
        let passage = Some(Arc::new(UploadPassage::new(folder.clone(), Arc::clone(&arriving), bucket)));
        Self { files, folder, arriving, passage, room: Arc::new(VaultRoom::new(most)) }.counted().await
    }

    /// The same, once it is known how much room its files take.
    async fn counted(self) -> anyhow::Result<Self> {
        let stored = self.files.list(None).try_fold(0, |sum, file| async move { Ok(sum + file.size) }).await?;
        self.room.stored.store(stored, Ordering::Relaxed);
        Ok(self)
    }

    /// Begins a file.
    pub async fn begin(&self) -> anyhow::Result<UploadWriter> {
        let id = UploadId(Uuid::new_v4());
        let target = self.arriving.put_multipart(&location(id)).await?;
        Ok(UploadWriter::new(id, target, RoomTaken::new(Arc::clone(&self.room))).onward(self.passage.clone()))
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

/// A folder of files, made for its owner alone if it is not there.
fn open_folder(folder: &FilePath) -> anyhow::Result<Arc<dyn ObjectStore>> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder of files {} cannot be made", folder.display()))?;
    let files = LocalFileSystem::new_with_prefix(folder);
    Ok(Arc::new(files.with_context(|| format!("the folder of files {}", folder.display()))?.with_fsync(true)))
}
