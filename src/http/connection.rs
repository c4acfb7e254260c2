//! One connection, with a watch on whoever is at its other end.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::oneshot,
    time::{Instant, Sleep, sleep_until},
};

use super::{
    connections::{ConnectionId, OpenConnections},
    patience::ConnectionLimits,
};

/// A connection that ends when its reader stalls, or when its place is needed. It stays watched as a socket too.
pub(crate) struct WatchedStream {
    stream: TcpStream,
    limits: ConnectionLimits,
    stall: Option<StalledReader>,
    /// Hears that the place is lost; `None` once it is.
    evicted: Option<oneshot::Receiver<()>>,
    id: ConnectionId,
    open: Arc<OpenConnections>,
}

/// A reader that does not take in all that waits for it.
struct StalledReader {
    /// When it is given up.
    end: Pin<Box<Sleep>>,
    /// What it has taken in since then.
    taken: usize,
}

impl WatchedStream {
    /// Takes a place among the open connections.
    pub fn new(stream: TcpStream, limits: ConnectionLimits, open: Arc<OpenConnections>) -> Self {
        let (id, evicted) = open.enter(limits.most);
        Self { stream, limits, stall: None, evicted: Some(evicted), id, open }
    }

    /// An error once the connection has lost its place.
    fn check_place(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        if let Some(evicted) = &mut self.evicted
            && Pin::new(evicted).poll(context).is_pending()
        {
            return Ok(());
        }
        self.evicted = None;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    }

    /// Looks at what came of writing `wanted` bytes.
    fn watch_writing(
        &mut self,
        context: &mut Context<'_>,
        wanted: usize,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(count)) => {
                self.open.note_progress(self.id);
                if count >= wanted {
                    self.stall = None;
                } else if let Some(stall) = &mut self.stall {
                    stall.taken += count;
                }
                written
            }
            Poll::Ready(Err(_)) => written,
            Poll::Pending => match self.watch_stall(context) {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            },
        }
    }

    fn watch_stall(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let time = self.limits.stall;
        let stall = self.stall.get_or_insert_with(|| StalledReader::from_now(time));
        if stall.taken >= self.limits.stall_bytes {
            *stall = StalledReader::from_now(time);
        }
        match stall.end.as_mut().poll(context) {
            Poll::Pending => Ok(()),
            Poll::Ready(()) => Err(io::Error::from(io::ErrorKind::TimedOut)),
        }
    }
}

impl StalledReader {
    fn from_now(time: Duration) -> Self {
        Self { end: Box::pin(sleep_until(Instant::now() + time)), taken: 0 }
    }
}

impl Drop for WatchedStream {
    fn drop(&mut self) {
        self.open.leave(self.id);
    }
}

impl AsyncRead for WatchedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check_place(context)?;
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.open.note_progress(self.id);
        }
        read
    }
}

impl AsyncWrite for WatchedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check_place(context)?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch_writing(context, bytes.len(), written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check_place(context)?;
        let wanted = pieces.iter().map(|piece| piece.len()).sum();
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watch_writing(context, wanted, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
