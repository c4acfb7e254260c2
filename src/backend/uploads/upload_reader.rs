//! A file on its way out: decrypted while it is read, one piece after the other.

use std::{io, sync::Arc};

use bytes::{Buf, Bytes};
use futures_util::{Stream, StreamExt, stream, stream::BoxStream};
use jiff::Timestamp;

use crate::{
    intake::{OutageClock, UploadId},
    store::{FileDecryptor, FileKey},
};

/// A file that is being read.
pub struct UploadReader {
    sealed: BoxStream<'static, object_store::Result<Bytes>>,
    decryptor: FileDecryptor,
    /// What was read and not yet decrypted.
    read: Bytes,
    is_over: bool,
    /// Where it is written down that files cannot be read. One that is damaged says nothing of the others.
    outage: Arc<OutageClock>,
}

impl UploadReader {
    pub(super) fn new(
        id: UploadId,
        key: &FileKey,
        sealed: BoxStream<'static, object_store::Result<Bytes>>,
        outage: Arc<OutageClock>,
    ) -> Self {
        Self { sealed, decryptor: FileDecryptor::new(key, id), read: Bytes::new(), is_over: false, outage }
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
            self.read = self.outage.note_failure(bytes, Timestamp::now())?;
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn a_place_that_fails_in_the_middle_is_an_outage_and_a_damaged_file_is_none() {
        let broken = || object_store::Error::Generic { store: "test", source: "the line is gone".into() };
        for (pieces, is_outage) in [
            (vec![Ok(Bytes::from_static(b"a beginning")), Err(broken())], true),
            (vec![Ok(Bytes::from_static(b"nothing that anybody has encrypted"))], false),
            (vec![], false),
        ] {
            let (clock, id) = (Arc::<OutageClock>::default(), UploadId(Uuid::from_u128(1)));
            let sealed = stream::iter(pieces).boxed();
            let mut reader = UploadReader::new(id, &FileKey::generate(), sealed, Arc::clone(&clock));
            let told = reader.next().await.unwrap_err();
            assert_eq!(clock.current(Timestamp::now()).is_some(), is_outage, "{told:#}");
        }
    }
}
