//! What an operator says about files.

use std::path::PathBuf;

use super::ClamdAddress;
use crate::store::{Bucket, Keys, UploadState, UploadTerms};

/// Most bytes of all files: a programme with a thousand résumés takes a few gigabytes.
const MOST_BYTES: u64 = 20_000_000_000;

/// Most bytes that one address may send within a day.
const MOST_BYTES_PER_ADDRESS: u64 = 100_000_000;

/// What an operator says about files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSettings {
    /// The folder in which they lie, or, with a bucket, in which they arrive.
    pub folder: PathBuf,
    /// The bucket in which they lie, if it is not the folder.
    pub bucket: Option<Box<Bucket>>,
    /// Most bytes of all of them together.
    pub most_bytes: u64,
    /// Most bytes that one address may send within a day.
    pub most_bytes_per_address: u64,
    /// Where clamd listens; without it nobody looks at files.
    pub clamd: Option<ClamdAddress>,
}

impl UploadSettings {
    /// Files in this folder, and nothing that looks at them.
    pub fn new(folder: PathBuf) -> Self {
        let (most_bytes, most_bytes_per_address) = (MOST_BYTES, MOST_BYTES_PER_ADDRESS);
        Self { folder, bucket: None, most_bytes, most_bytes_per_address, clamd: None }
    }

    /// Where the files lie in a bucket of a server with these secrets. Files that no row names are removed: a server with a database
    /// of its own, as for a trial, that is given the same bucket never meets those of another.
    pub fn place_in(bucket: &Bucket, keys: &Keys) -> Bucket {
        let hash = keys.index.hash("uploads", &[]);
        let name = hash.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        bucket.below(&format!("{name:016x}"))
    }

    /// The rules under which files are taken.
    pub fn terms(&self) -> UploadTerms {
        let state = if self.clamd.is_some() { UploadState::Quarantined } else { UploadState::Unscanned };
        UploadTerms { state, most_bytes_per_address: Some(self.most_bytes_per_address) }
    }
}
