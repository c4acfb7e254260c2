//! A body that is read in small pieces and no further than its limit.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    http::{HeaderMap, header},
};
use futures_util::stream::{self, Stream};

use super::DecodeError;

/// So much is handed on at a time, however much has arrived.
const PIECE_BYTES: usize = 16 * 1024;

/// So much may be taken from a stream without anything coming of it: the heads of the parts have no other limit.
const MOST_UNUSED_BYTES: usize = 64 * 1024;

/// A body, and how much of it may still be read.
pub(super) struct BoundedBody {
    stream: BodyDataStream,
    /// What has arrived and was not handed on.
    arrived: Bytes,
    left: u64,
}

impl BoundedBody {
    /// A body of at most so many bytes. One that says of itself that it is longer is not read at all.
    pub(super) fn new(headers: &HeaderMap, body: Body, most_bytes: u64) -> Result<Self, DecodeError> {
        let told = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if told.is_some_and(|length| length > most_bytes) {
            return Err(DecodeError::TooLong);
        }
        Ok(Self { stream: body.into_data_stream(), arrived: Bytes::new(), left: most_bytes })
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, DecodeError>>> {
        while self.arrived.is_empty() {
            match ready!(Pin::new(&mut self.stream).poll_next(context)) {
                None => return Poll::Ready(None),
                Some(Err(_)) => return Poll::Ready(Some(Err(DecodeError::Interrupted))),
                Some(Ok(bytes)) => match self.left.checked_sub(bytes.len() as u64) {
                    None => return Poll::Ready(Some(Err(DecodeError::TooLong))),
                    Some(left) => (self.left, self.arrived) = (left, bytes),
                },
            }
        }
        Poll::Ready(Some(Ok(self.arrived.split_to(PIECE_BYTES.min(self.arrived.len())))))
    }

    /// All of it, in memory.
    pub(super) async fn read_all(mut self) -> Result<Vec<u8>, DecodeError> {
        let mut whole = Vec::new();
        while let Some(piece) = poll_fn(|context| self.poll_piece(context)).await {
            whole.extend_from_slice(&piece?);
        }
        Ok(whole)
    }

    /// Its pieces. Whoever reads them sets `unused` to zero whenever something has come of them; where nothing does, the
    /// stream ends with an error.
    ///
    /// It pauses after every piece: `multer` takes in all that a stream has ready before it looks at it, which would be
    /// a whole file of a client that is faster than the disk.
    pub(super) fn into_stream(
        mut self,
        unused: Arc<AtomicUsize>,
    ) -> impl Stream<Item = Result<Bytes, DecodeError>> + Send {
        let mut has_given = false;
        stream::poll_fn(move |context| {
            if std::mem::take(&mut has_given) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            let piece = ready!(self.poll_piece(context));
            has_given = true;
            if let Some(Ok(bytes)) = &piece
                && unused.fetch_add(bytes.len(), Ordering::Relaxed) + bytes.len() > MOST_UNUSED_BYTES
            {
                return Poll::Ready(Some(Err(DecodeError::TooLong)));
            }
            Poll::Ready(piece)
        })
    }
}
