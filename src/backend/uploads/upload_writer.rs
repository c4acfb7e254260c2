//! A file on its way in: encrypted while it arrives, one piece after the other, so that it never takes more than a piece of
//! memory, however fast its sender is.

use std::sync::Arc;

use anyhow::Context;
use object_store::MultipartUpload;

use super::{upload_passage::UploadPassage, vault_room::RoomTaken};
use crate::{
    intake::UploadId,
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
    size_bytes: u64,
}

impl UploadWriter {
    pub(super) fn new(id: UploadId, target: Box<dyn MultipartUpload>, room: RoomTaken) -> Self {
        let key = FileKey::generate();
        Self { id, encryptor: FileEncryptor::new(&key, id), key, target, passage: None, room, size_bytes: 0 }
    }

    pub(super) fn onward(self, passage: Option<Arc<UploadPassage>>) -> Self {
        Self { passage, ..self }
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.size_bytes += bytes.len() as u64;
        let mut left = bytes;
        while let Some(piece) = self.encryptor.take(&mut left)? {
            put(&mut *self.target, &mut self.room, piece).await?;
        }
        Ok(())
    }

    /// Ends the file. It is durable after that.
    pub async fn finish(mut self) -> anyhow::Result<NewUpload> {
        let last = self.encryptor.finish()?;
        put(&mut *self.target, &mut self.room, last).await?;
        self.target.complete().await.context("a file cannot be ended")?;
        if let Some(passage) = &self.passage {
            Box::pin(passage.send(self.id)).await?;
        }
        self.room.keep();
        Ok(NewUpload { id: self.id, key: self.key, size_bytes: self.size_bytes })
    }

    /// Gives the file up: nothing of it is kept.
    pub async fn abandon(mut self) -> anyhow::Result<()> {
        self.target.abort().await.context("a file cannot be given up")
    }
}

/// Writes one piece, and waits for it: what is under way is one piece at most.
async fn put(target: &mut dyn MultipartUpload, room: &mut RoomTaken, piece: Vec<u8>) -> anyhow::Result<()> {
    room.take(piece.len() as u64)?;
    target.put_part(piece.into()).await.context("a piece of a file cannot be written")
}
