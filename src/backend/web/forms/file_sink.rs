//! Where the files of a form go while they arrive.

use axum::body::Bytes;

/// Takes files piece by piece, one after the other: whoever implements it encrypts and stores them, so that no file is
/// ever whole in memory.
///
/// Files are taken before the rest of the form is known: what comes of a request that fails later is left behind, and
/// whoever stores sweeps up what no row names. A sink that is dropped, as when the connection ends, gives up the file that
/// is open.
pub trait FileSink: Send {
    /// What it makes of a whole file: where it lies, how to read it.
    type Stored: Send;

    /// Begins a file. The one before has been finished or given up.
    fn begin(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// Takes the next bytes of the file that was begun last.
    fn write(&mut self, piece: Bytes) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// Ends the file that was begun last. It is durable after that.
    fn finish(&mut self) -> impl Future<Output = anyhow::Result<Self::Stored>> + Send;

    /// Gives up the file that was begun last: nothing of it is kept.
    fn abandon(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}
