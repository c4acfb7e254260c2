//! A file on its way out: decrypted while it is read, one piece after the other.

use std::io;

use bytes::{Buf, Bytes};
use futures_util::{Stream, StreamExt, stream, stream::BoxStream};

use crate::{
    intake::UploadId,
    store::{FileDecryptor, FileKey},
};

/// A file that is being read.
pub struct UploadReader {
    sealed: BoxStream<'static, object_store::Result<Bytes>>,
    decryptor: FileDecryptor,
    /// What was read and not yet decrypted.
    read: Bytes,
    is_over: bool,
}

impl UploadReader {
    pub(super) fn new(id: UploadId, key: &FileKey, sealed: BoxStream<'static, object_store::Result<Bytes>>) -> Self {
        Self { sealed, decryptor: FileDecryptor::new(key, id), read: Bytes::new(), is_over: false }
    }

    /// The next piece; `None` at the end. A file that was cut off ends with an error.
    pub async fn next(&mut self) -> anyhow::Result<Option<Bytes>> {
        while !self.is_over {
            let mut left = &self.read[..];
            let piece = self.decryptor.take(&mut left)?;
            let taken = self.read.len() - left.len();
            self.read.advance(taken);
            if let Some(piece) = piece {
                return Ok(Some(piece.into()));
            }
            let Some(bytes) = self.sealed.next().await else {
                self.is_over = true;
                return Ok(Some(self.decryptor.finish()?.into()));
            };
            self.read = bytes?;
        }
        Ok(None)
    }

    /// All pieces, for whoever sends them on.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        stream::try_unfold(self, |mut reader| async move {
            match reader.next().await {
                Ok(piece) => Ok(piece.map(|piece| (piece, reader))),
                Err(error) => {
                    log::error!("a file cannot be read: {error:#}");
                    Err(io::Error::other(error))
                }
            }
        })
    }
}
