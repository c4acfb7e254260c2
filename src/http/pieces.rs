//! A file as a body that is read while it is sent, so that neither a long film nor a slow browser takes up memory.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::task;

/// So much of a file is in memory at a time.
const PIECE_BYTES: u64 = 64 * 1024;

/// So many bytes of a file from `start` on; `None` if the first of them cannot be read. It may wait for the disk.
///
/// A file that became shorter since it was opened ends the connection, since the length was told already.
pub(crate) fn pieces(mut file: File, start: u64, length: u64) -> Option<Body> {
    file.seek(SeekFrom::Start(start)).ok()?;
    let first = read_piece(&mut file, length).ok()?;
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
        let read = task::spawn_blocking(move || read_piece(&mut file, left).map(|bytes| (bytes, file)));
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

/// The next bytes, as many as are left and fit; fewer only at the end of the file.
fn read_piece(file: &mut File, left: u64) -> io::Result<Vec<u8>> {
    let length = left.min(PIECE_BYTES);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use axum::body::to_bytes;

    use super::*;

    #[test]
    fn parts_longer_than_a_piece_come_whole() {
        let bytes: Vec<u8> = (0..600_000_u32).map(|at| at.to_le_bytes()[0] ^ at.to_le_bytes()[1]).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = |start, length| {
            let body = pieces(file.try_clone().unwrap(), start, length)?;
            runtime.block_on(to_bytes(body, usize::MAX)).ok()
        };
        for (start, length) in [(0_usize, 600_000_usize), (3, 4), (1, 65_536), (5, 65_537), (599_999, 1)] {
            assert!(read(start as u64, length as u64).unwrap() == bytes[start..start + length], "{start} {length}");
        }
        assert!(read(600_000, 1).is_none());
        assert!(read(599_998, 3).is_none(), "a file that became shorter ends the connection");
    }
}
