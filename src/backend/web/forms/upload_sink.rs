//! Where the files of forms go: into the vault, encrypted. A server without one takes none, and receives no form that asks for
//! files either.

use anyhow::Context;
use axum::body::Bytes;

use super::FileSink;
use crate::{
    store::NewUpload,
    uploads::{UploadVault, UploadWriter},
};

/// Puts files into a vault, one after the other.
pub(in crate::web) struct UploadSink<'a> {
    vault: Option<&'a UploadVault>,
    open: Option<UploadWriter>,
}

impl<'a> UploadSink<'a> {
    /// A sink over the vault of this server, if it has one.
    pub fn new(vault: Option<&'a UploadVault>) -> Self {
        Self { vault, open: None }
    }
}

impl FileSink for UploadSink<'_> {
    type Stored = NewUpload;

    async fn begin(&mut self) -> anyhow::Result<()> {
        self.open = Some(self.vault.context("this server keeps no files")?.begin().await?);
        Ok(())
    }

    async fn write(&mut self, piece: Bytes) -> anyhow::Result<()> {
        self.open.as_mut().context("no file is begun")?.write(&piece).await
    }

    async fn finish(&mut self) -> anyhow::Result<NewUpload> {
        self.open.take().context("no file is begun")?.finish().await
    }

    async fn abandon(&mut self) -> anyhow::Result<()> {
        match self.open.take() {
            Some(file) => file.abandon().await,
            None => Ok(()),
        }
    }
}
