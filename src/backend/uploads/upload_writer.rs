//! A file on its way in: encrypted while it arrives, one piece after the other, so that it never takes more than a piece of
//! memory, however fast its sender is.

use std::sync::Arc;

use anyhow::Context;
use jiff::Timestamp;
use object_store::MultipartUpload;

use super::{upload_passage::UploadPassage, vault_room::RoomTaken};
use crate::{
    intake::{OutageClock, UploadId},
    store::{FileEncryptor, FileKey, NewUpload},
};

/// A file on its way in. Dropped before it is whole, it leaves nothing behind, but for a crash; then the sweep ends it.
pub struct UploadWriter {
    id: UploadId,
    key: FileKey,
    encryptor: FileEncryptor,
    target: Box<dyn MultipartUpload>,
    /// Where it goes on to once it has arrived; without it, it stays where it is.
    passage: Option<Arc<UploadPassage>>,
    room: RoomTaken,
    /// Where it is written down that files cannot be stored, also for want of room.
    outage: Arc<OutageClock>,
    size_bytes: u64,
}

impl UploadWriter {
    pub(super) fn new(
        id: UploadId,
        target: Box<dyn MultipartUpload>,
        room: RoomTaken,
        outage: Arc<OutageClock>,
    ) -> Self {
        let key = FileKey::generate();
        Self { id, encryptor: FileEncryptor::new(&key, id), key, target, passage: None, room, outage, size_bytes: 0 }
    }

    pub(super) fn onward(self, passage: Option<Arc<UploadPassage>>) -> Self {
        Self { passage, ..self }
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.size_bytes += bytes.len() as u64;
        let mut left = bytes;
        while let Some(piece) = self.encryptor.take(&mut left)? {
            self.outage.note_failure(self.room.take(piece.len() as u64), Timestamp::now())?;
            let written = put(&mut *self.target, piece).await;
            self.outage.note_failure(written, Timestamp::now())?;
        }
        Ok(())
    }

    /// Ends the file. It is durable after that.
    pub async fn finish(mut self) -> anyhow::Result<NewUpload> {
        let last = self.encryptor.finish()?;
        self.outage.note_failure(self.room.take(last.len() as u64), Timestamp::now())?;
        let stored = store(self.id, &mut *self.target, last, self.passage.as_deref()).await;
        self.outage.note_failure(stored, Timestamp::now())?;
        self.room.keep();
        Ok(NewUpload { id: self.id, key: self.key, size_bytes: self.size_bytes })
    }

    /// Gives the file up: nothing of it is kept.
    pub async fn abandon(mut self) -> anyhow::Result<()> {
        self.target.abort().await.context("a file cannot be given up")
    }
}

/// Writes one piece, and waits for it: what is under way is one piece at most.
async fn put(target: &mut dyn MultipartUpload, piece: Vec<u8>) -> anyhow::Result<()> {
    target.put_part(piece.into()).await.context("a piece of a file cannot be written")
}

/// Ends a file with its last piece, and sends it on if it does not stay where it is.
async fn store(
    id: UploadId,
    target: &mut dyn MultipartUpload,
    last: Vec<u8>,
    passage: Option<&UploadPassage>,
) -> anyhow::Result<()> {
    put(target, last).await?;
    target.complete().await.context("a file cannot be ended")?;
    match passage {
        Some(passage) => Box::pin(passage.send(id)).await,
        None => Ok(()),
    }
}
