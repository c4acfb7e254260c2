//! Files in a folder or a bucket, with a database of rows and a clamd that does what a test tells it.

mod bucket;
mod fake_clamd;
mod folder;
mod memory;
mod scanning;

use std::slice;

use tempfile::TempDir;
use tsubame_model::schema::Submission;
use uuid::Uuid;

use super::*;
use crate::store::{
    NewUpload, Reception, SentUpload, Store, UploadState, UploadTerms,
    test_support::{TestDatabase, keys, sealed, sent_by},
};

/// A vault in a folder of its own.
async fn vault() -> (TempDir, UploadVault) {
    let folder = tempfile::tempdir().unwrap();
    let vault = UploadVault::open(&folder.path().join("uploads"), 10_000_000).await.unwrap();
    (folder, vault)
}

async fn put(vault: &UploadVault, bytes: &[u8]) -> anyhow::Result<NewUpload> {
    let mut writer = vault.begin().await?;
    for piece in bytes.chunks(16 * 1024) {
        writer.write(piece).await?;
    }
    writer.finish().await
}

async fn read_all(vault: &UploadVault, file: &NewUpload) -> anyhow::Result<Vec<u8>> {
    let mut reader = vault.read(file.id, &file.key).await?;
    let mut bytes = Vec::new();
    while let Some(piece) = reader.next().await? {
        bytes.extend(piece);
    }
    Ok(bytes)
}

/// Has a row name the file.
async fn name(store: &Store, number: usize, file: &NewUpload) {
    let submission = Submission { references: [].into(), ..sent_by(number) };
    let sent = SentUpload {
        field: "resume".to_owned(),
        name: format!("{}.pdf", Uuid::new_v4()),
        content_type: "application/pdf".to_owned(),
        stored: file.clone(),
    };
    let terms = UploadTerms { state: UploadState::Quarantined, most_bytes_per_address: None };
    let sealed = sealed(&submission).with_uploads(slice::from_ref(&sent), terms, &keys()).unwrap();
    assert!(matches!(store.receive(sealed).await.unwrap(), Reception::Received { .. }));
}

/// The names of all that lies in the folder of a vault, sorted.
fn names(vault: &UploadVault) -> Vec<String> {
    let entries = std::fs::read_dir(&vault.folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A store of rows on SQLite; what meets both databases is tested where the rows are.
async fn rows() -> (TestDatabase, Store) {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    (database, store)
}
