//! A file as a body that is read while it is sent, so that neither a long film nor a slow browser takes up memory.

use std::io;

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::task;

use crate::disk::OpenFile;

/// So much of a file is in memory at a time.
const PIECE_BYTES: u64 = 256 * 1024;

/// So many bytes of a file from `start` on; `None` if the first of them cannot be read. It may wait for the disk.
///
/// A file that became shorter since it was opened ends the connection, since the length was told already.
pub(super) fn pieces(file: OpenFile, start: u64, length: u64) -> Option<Body> {
    let mut file = file.starting_at(start).ok()?;
    let first = file.read(length.min(PIECE_BYTES)).ok()?;
    let left = length - first.len() as u64;
    if left == 0 {
        return Some(Body::from(first));
    }
    if first.is_empty() {
        return None;
    }
    let rest = stream::try_unfold((file, left), |(mut file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let read = task::spawn_blocking(move || file.read(left.min(PIECE_BYTES)).map(|bytes| (bytes, file)));
        let (bytes, file) = read.await.map_err(io::Error::other)??;
        if bytes.is_empty() {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        let left = left - bytes.len() as u64;
        Ok(Some((Bytes::from(bytes), (file, left))))
    });
    let first = stream::iter([Ok(Bytes::from(first))]);
    Some(Body::from_stream(stream::StreamExt::chain(first, rest)))
}
