//! A backup on its way to where backups lie, with its length and its sum.

use std::{fmt::Write as _, io::Write as _};

use anyhow::{Context, bail};
use sha2::{Digest as _, Sha256};

use super::{backup_folder::PendingFile, backup_place::BackupPlace};
use crate::store::s3::{ObjectWriter, OpenBucket};

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFile {
    /// Its name.
    pub name: String,
    /// Where it is: a path, or an address of a bucket.
    pub address: String,
    /// How long it is.
    pub bytes: u64,
    /// Its sum, as `sha256sum` tells it.
    pub sha256: String,
}

/// A file that gathers, and appears as a whole.
pub(super) struct PendingBackup {
    name: String,
    address: String,
    sink: BackupSink,
    bytes: u64,
    sum: Sha256,
}

/// What it gathers in.
enum BackupSink {
    Folder(PendingFile),
    Bucket(OpenBucket, ObjectWriter),
}

impl PendingBackup {
    /// Begins a file.
    pub fn begin(place: &BackupPlace, name: &str) -> anyhow::Result<Self> {
        let sink = match place {
            BackupPlace::Folder(folder) => BackupSink::Folder(PendingFile::create(folder, name)?),
            BackupPlace::Bucket(bucket) => {
                let bucket = OpenBucket::open(bucket)?;
                let object = bucket.write(name);
                BackupSink::Bucket(bucket, object)
            }
        };
        Ok(Self { name: name.to_owned(), address: place.address_of(name), sink, bytes: 0, sum: Sha256::new() })
    }

    /// Takes the next bytes.
    pub async fn put(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.sum.update(bytes);
        self.bytes += bytes.len() as u64;
        let put = match &mut self.sink {
            BackupSink::Folder(file) => file.write_all(bytes).map_err(Into::into),
            BackupSink::Bucket(_, object) => object.put(bytes).await,
        };
        put.with_context(|| format!("writing {}", self.address))
    }

    /// Has the file appear, durably, unless there is one of this name.
    pub async fn publish(self) -> anyhow::Result<BackupFile> {
        let Self { name, address, sink, bytes, sum } = self;
        match sink {
            BackupSink::Folder(file) => drop(file.publish()?),
            BackupSink::Bucket(bucket, object) => {
                let found = bucket.has(&name).await;
                if !matches!(found, Ok(false)) {
                    // What went wrong first is told. Parts of a keyring that stayed would hold whoever is erased later.
                    let _ = object.abandon().await;
                    found?;
                    bail!("{address} is there already, and stays as it is");
                }
                object.finish().await.with_context(|| format!("writing {address}"))?;
            }
        }
        let sha256 = hex(&sum.finalize());
        Ok(BackupFile { name, address, bytes, sha256 })
    }

    /// Gives the file up: nothing of it stays.
    pub async fn abandon(self) -> anyhow::Result<()> {
        match self.sink {
            // What is dropped is removed.
            BackupSink::Folder(_) => Ok(()),
            BackupSink::Bucket(_, object) => object.abandon().await,
        }
    }
}

impl BackupPlace {
    /// Writes a file of a few bytes.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> anyhow::Result<BackupFile> {
        let mut file = PendingBackup::begin(self, name)?;
        file.put(bytes).await?;
        file.publish().await
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // A string takes everything.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_told_with_its_sum_and_takes_the_place_of_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let place = BackupPlace::Folder(folder.path().join("backups"));
        let written = place.put("tsubame-1.heads", b"abc").await.unwrap();
        assert_eq!(written.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((written.bytes, written.address), (3, place.address_of("tsubame-1.heads")));
        assert!(place.put("tsubame-1.heads", b"other").await.is_err());
        assert_eq!(std::fs::read(place.address_of("tsubame-1.heads")).unwrap(), b"abc");
    }
}
