//! One object on its way into a bucket. It appears as a whole once it is finished; until then nobody can see or read any of it.

use std::{mem, sync::Arc};

use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutResult, path::Path};
use tokio::runtime::Handle;

/// Bytes of a part: more than the five megabytes that servers ask for at least, and with the ten thousand parts that they take at
/// most an object of 80 GB.
const PART_BYTES: usize = 8 << 20;

/// An object on its way. What is short goes in one request; what is longer in parts, which the server puts together at the end.
/// Given up, dropped or failed, it has the server forget its parts.
pub struct ObjectWriter {
    files: Arc<dyn ObjectStore>,
    place: Path,
    waiting: Vec<u8>,
    parts: Option<Box<dyn MultipartUpload>>,
}

impl ObjectWriter {
    pub(super) fn new(files: Arc<dyn ObjectStore>, place: Path) -> Self {
        Self { files, place, waiting: Vec::new(), parts: None }
    }

    /// Takes the next bytes, and sends what fills a part.
    pub async fn put(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.waiting.extend_from_slice(bytes);
        while self.waiting.len() >= PART_BYTES {
            let rest = self.waiting.split_off(PART_BYTES);
            let part = mem::replace(&mut self.waiting, rest);
            if self.parts.is_none() {
                self.parts = Some(self.files.put_multipart(&self.place).await?);
            }
            if let Some(parts) = &mut self.parts {
                parts.put_part(part.into()).await?;
            }
        }
        Ok(())
    }

    /// Has the object appear. It is durable after that.
    pub async fn finish(mut self) -> anyhow::Result<PutResult> {
        let done = self.end().await;
        if let (Err(_), Some(mut parts)) = (&done, self.parts.take()) {
            // What went wrong first is told.
            let _ = parts.abort().await;
        }
        Ok(done?)
    }

    async fn end(&mut self) -> object_store::Result<PutResult> {
        let last = mem::take(&mut self.waiting);
        let Some(parts) = &mut self.parts else { return self.files.put(&self.place, last.into()).await };
        if !last.is_empty() {
            parts.put_part(last.into()).await?;
        }
        let done = parts.complete().await?;
        self.parts = None;
        Ok(done)
    }

    /// Gives the object up: the server forgets what it has of it.
    pub async fn abandon(mut self) -> anyhow::Result<()> {
        match self.parts.take() {
            Some(mut parts) => Ok(parts.abort().await?),
            None => Ok(()),
        }
    }
}

impl Drop for ObjectWriter {
    fn drop(&mut self) {
        if let (Some(mut parts), Ok(threads)) = (self.parts.take(), Handle::try_current()) {
            // Parts that stay are no object; a rule of the bucket ends them.
            threads.spawn(async move { parts.abort().await });
        }
    }
}
