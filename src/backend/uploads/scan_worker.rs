//! The worker that has clamd look at what waits. What clamd could not look at waits longer each time; nothing is let out of
//! quarantine because nobody looked.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::sleep;

use super::{Clamd, UploadVault};
use crate::store::{OpenUpload, ScanOutcome, Store};

/// How long the worker rests when nothing is due any more.
const REST: Duration = Duration::from_secs(2);

/// How many files are asked for at once.
const AT_ONCE: u64 = 20;

/// Looks at files, one after the other.
pub struct ScanWorker {
    store: Store,
    vault: UploadVault,
    clamd: Clamd,
}

impl ScanWorker {
    /// A worker that looks at what lies in this store.
    pub fn new(store: Store, vault: UploadVault, clamd: Clamd) -> Self {
        Self { store, vault, clamd }
    }

    /// Works until its task is ended.
    pub async fn run(self) {
        loop {
            match self.scan_due(Timestamp::now()).await {
                Ok(AT_ONCE..) => continue,
                Ok(_) => {}
                Err(error) => log::error!("files cannot be looked at: {error:#}"),
            }
            sleep(REST).await;
        }
    }

    /// Looks at what is due; gives how many files that were.
    pub async fn scan_due(&self, now: Timestamp) -> anyhow::Result<u64> {
        let due = self.store.uploads_to_scan(now, AT_ONCE).await?;
        for file in &due {
            let outcome = self.scan(file).await;
            self.store.finish_scan(file.id, outcome).await?;
        }
        let of_approvals = self.store.approval_files_to_scan(now, AT_ONCE).await?;
        for file in &of_approvals {
            let outcome = self.scan(file).await;
            self.store.finish_approval_scan(file.id, outcome).await?;
        }
        Ok(due.len().max(of_approvals.len()) as u64)
    }

    async fn scan(&self, file: &OpenUpload) -> ScanOutcome {
        match self.vault.read(file.id, &file.key).await {
            Ok(reader) => self.clamd.scan(reader).await,
            Err(error) => {
                log::error!("a file cannot be looked at: {error:#}");
                ScanOutcome::Failed
            }
        }
    }
}
