//! Where files go in a server that keeps none: nowhere. Forms that ask for files are not received by it at all.

use axum::body::Bytes;

use super::FileSink;

/// Takes no file.
pub(super) struct NoFiles;

impl FileSink for NoFiles {
    type Stored = ();

    async fn begin(&mut self) -> anyhow::Result<()> {
        anyhow::bail!("this server keeps no files")
    }

    async fn write(&mut self, _piece: Bytes) -> anyhow::Result<()> {
        anyhow::bail!("this server keeps no files")
    }

    async fn finish(&mut self) -> anyhow::Result<()> {
        anyhow::bail!("this server keeps no files")
    }

    async fn abandon(&mut self) -> anyhow::Result<()> {
        Ok(())
    }
}
