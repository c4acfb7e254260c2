//! From the folder in which files arrive on into a bucket. They arrive as slowly as their senders like and are sent on as a whole, so
//! that a bucket is never left with half a file, and memory holds a few parts, however many are on their way.

use std::{fs, path::PathBuf, sync::Arc};

use anyhow::Context;
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::sync::{OnceCell, Semaphore};

use super::{upload_name::location, vault_room::VaultRoom};
use crate::{intake::UploadId, store::OpenBucket};

/// How many files are sent on at once: each takes a part of memory.
const AT_ONCE: usize = 2;

/// The way into a bucket.
#[derive(Debug)]
pub(super) struct UploadPassage {
    folder: PathBuf,
    arrived: Arc<dyn ObjectStore>,
    bucket: OpenBucket,
    room: Arc<VaultRoom>,
    /// Set once it was seen that the bucket can be used and is closed to others, and what lies in it was counted.
    checked: OnceCell<()>,
    turns: Semaphore,
}

impl UploadPassage {
    /// From a folder, as itself and as a store, into a bucket, in which files take this room.
    pub fn new(folder: PathBuf, arrived: Arc<dyn ObjectStore>, bucket: OpenBucket, room: Arc<VaultRoom>) -> Self {
        Self { folder, arrived, bucket, room, checked: OnceCell::new(), turns: Semaphore::new(AT_ONCE) }
    }

    /// Sees that the bucket can be used and is closed to others, and counts how much room is taken in it, unless that was done
    /// before. Until then no file may begin: nobody knows whether it has room.
    pub async fn check(&self) -> anyhow::Result<()> {
        let seen = async {
            Box::pin(self.bucket.check()).await?;
            self.room.count(&self.bucket.files()).await
        };
        self.checked.get_or_try_init(|| seen).await?;
        Ok(())
    }

    /// Sees whether the bucket works now: by a question, and where something has failed of late, by writing and reading too.
    pub async fn try_out(&self, has_failed: bool) -> anyhow::Result<()> {
        if has_failed { Box::pin(self.bucket.check()).await.map(drop) } else { self.bucket.ask().await }
    }

    /// Sends a file on that has arrived. Whatever comes of it, nothing of it stays in the folder; unless it fails, the file is
    /// durable in the bucket.
    pub async fn send(&self, id: UploadId) -> anyhow::Result<()> {
        let place = location(id);
        let _arrived = ArrivedFile(self.folder.join(place.as_ref()));
        let _turn = self.turns.acquire().await?;
        let mut pieces = self.arrived.get(&place).await?.into_stream();
        let mut object = self.bucket.write(place.as_ref());
        while let Some(piece) = pieces.try_next().await? {
            object.put(&piece).await.context("a file cannot be sent on to the bucket")?;
        }
        object.finish().await.context("a file cannot be ended in the bucket")?;
        Ok(())
    }
}

/// A file that has arrived, and is over with this value, also where its sender is gone and nobody waits any more.
struct ArrivedFile(PathBuf);

impl Drop for ArrivedFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            log::warn!("a file that was sent on stays in its folder until it is swept up: {error}");
        }
    }
}
