//! The folder or the bucket in which files lie, each under a name that says nothing, and whether it works.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path as FilePath, PathBuf},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use anyhow::{Context, anyhow};
use jiff::Timestamp;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path};
use tokio::time::timeout;
use uuid::Uuid;

use super::{
    UploadReader, UploadSettings, UploadWriter,
    upload_name::location,
    upload_passage::UploadPassage,
    vault_room::{RoomTaken, VaultRoom},
};
use crate::{
    intake::{Outage, OutageClock, UploadId},
    store::{Bucket, FileKey, NewUpload, OpenBucket},
};

/// How long the folder, and a bucket that is asked, may take to show that they work.
const PATIENCE: Duration = Duration::from_secs(10);

/// The same for a bucket that is written, read and listed, each by a request of its own that may be sent again.
const PROBE_PATIENCE: Duration = Duration::from_mins(1);

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
    /// For how long files cannot be stored or read.
    outage: Arc<OutageClock>,
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
        let (folder, room) = (folder.to_owned(), Arc::new(VaultRoom::new(most)));
        room.count(&files).await?;
        Ok(Self { files, folder, arriving, passage: None, room, outage: Arc::default() })
    }

    /// Opens a bucket, once it is seen that it is closed to others; files arrive in the folder. A bucket that does not answer now is
    /// looked at again before the first file goes there: a server that is started meanwhile takes all that has no files.
    pub(super) async fn open_bucket(bucket: &Bucket, folder: &FilePath, most: Option<u64>) -> anyhow::Result<Self> {
        let (bucket, place) = (OpenBucket::open(bucket)?, bucket.to_string());
        let (files, arriving, folder) = (bucket.files(), open_folder(folder)?, folder.to_owned());
        let (room, outage) = (Arc::new(VaultRoom::new(most)), Arc::<OutageClock>::default());
        let passage = UploadPassage::new(folder.clone(), Arc::clone(&arriving), bucket, Arc::clone(&room));
        match passage.check().await {
            Err(error) if is_unanswered(&error) => {
                log::error!("no files are taken until {place} answers: {error:#}");
                outage.fail(Timestamp::now());
            }
            seen => seen?,
        }
        Ok(Self { files, folder, arriving, passage: Some(Arc::new(passage)), room, outage })
    }

    /// Sees whether files can be stored and read at `now`. As long as nothing fails a bucket is asked alone, which costs next to
    /// nothing and leaves nothing in one that keeps versions. That it goes well ends no outage: what is tried out is small, and larger
    /// files may fail still.
    pub async fn check(&self, now: Timestamp) -> anyhow::Result<()> {
        let has_failed = self.outage(now).is_some();
        let patience = if has_failed && self.passage.is_some() { PROBE_PATIENCE } else { PATIENCE };
        let late = |_| Err(anyhow!("there is no answer within {} seconds", patience.as_secs()));
        let tried = timeout(patience, Box::pin(self.try_out(has_failed))).await.unwrap_or_else(late);
        self.outage.note_failure(tried, now)
    }

    async fn try_out(&self, has_failed: bool) -> anyhow::Result<()> {
        let failed = |doing: &str| format!("the folder of files {}: {doing} failed", self.folder.display());
        // What a crash leaves of it is swept up as a file that no row names.
        let place = location(UploadId(Uuid::new_v4()));
        let written = self.arriving.put(&place, PutPayload::from_static(b"to be removed at once")).await;
        written.with_context(|| failed("writing"))?;
        let read = async { self.arriving.get(&place).await?.bytes().await }.await;
        self.arriving.delete(&place).await.with_context(|| failed("removing"))?;
        read.with_context(|| failed("reading"))?;
        self.room.check()?;
        match &self.passage {
            Some(passage) => passage.try_out(has_failed).await,
            None => Ok(()),
        }
    }

    /// The outage that goes on, if files could not be stored or read of late.
    pub fn outage(&self, now: Timestamp) -> Option<Outage> {
        self.outage.current(now)
    }

    /// Begins a file.
    pub async fn begin(&self) -> anyhow::Result<UploadWriter> {
        let id = UploadId(Uuid::new_v4());
        let target = self.outage.note_failure(self.make_ready(id).await, Timestamp::now())?;
        let room = RoomTaken::new(Arc::clone(&self.room));
        Ok(UploadWriter::new(id, target, room, Arc::clone(&self.outage)).onward(self.passage.clone()))
    }

    /// Makes ready to write a file, once it is known where it goes on to and how much room is left there.
    async fn make_ready(&self, id: UploadId) -> anyhow::Result<Box<dyn MultipartUpload>> {
        if let Some(passage) = &self.passage {
            passage.check().await?;
        }
        Ok(self.arriving.put_multipart(&location(id)).await?)
    }

    /// Reads a file from its beginning.
    pub async fn read(&self, id: UploadId, key: &FileKey) -> anyhow::Result<UploadReader> {
        let found = self.files.get(&location(id)).await;
        // One that is not there says nothing of the others.
        if !matches!(found, Ok(_) | Err(object_store::Error::NotFound { .. })) {
            self.outage.fail(Timestamp::now());
        }
        Ok(UploadReader::new(id, key, found?.into_stream(), Arc::clone(&self.outage)))
    }

    /// Removes files that no row will ever name.
    pub async fn discard(&self, files: impl IntoIterator<Item = NewUpload>) {
        for file in files {
            if let Err(error) = self.remove(file.id).await {
                log::warn!("a file that nobody needs stays until it is swept up: {error:#}");
            }
        }
    }

    /// Removes a file. Another server that shares the place may have been faster.
    pub(super) async fn remove(&self, id: UploadId) -> anyhow::Result<()> {
        self.remove_at(&location(id)).await
    }

    /// The same for what is called so.
    pub(super) async fn remove_at(&self, place: &Path) -> anyhow::Result<()> {
        let size = match self.take_out(place).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(()),
            size => size?,
        };
        let less = |stored: u64| Some(stored.saturating_sub(size));
        // It always gives a new value, so it always goes well.
        let _ = self.room.stored.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        Ok(())
    }

    /// Removes what is called so, and gives how long it was.
    async fn take_out(&self, place: &Path) -> object_store::Result<u64> {
        let size = self.files.head(place).await?.size;
        self.files.delete(place).await?;
        Ok(size)
    }
}

/// Whether a bucket did not answer, or could not: it said neither that it is not there nor that somebody may not do something.
fn is_unanswered(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<object_store::Error>(), Some(object_store::Error::Generic { .. }))
}

/// A folder of files, made for its owner alone if it is not there.
fn open_folder(folder: &FilePath) -> anyhow::Result<Arc<dyn ObjectStore>> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder of files {} cannot be made", folder.display()))?;
    let files = LocalFileSystem::new_with_prefix(folder);
    Ok(Arc::new(files.with_context(|| format!("the folder of files {}", folder.display()))?.with_fsync(true)))
}
