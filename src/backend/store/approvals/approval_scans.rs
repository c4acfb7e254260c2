//! Looking for viruses in the files of versions.

use jiff::Timestamp;

use super::approval_files::open_rows;
use crate::{
    intake::UploadId,
    store::{
        OpenUpload, ScanOutcome, Store, WriteError,
        audit::AuditEntry,
        entities::approval_file,
        file_scans::{ScannedFiles, due_scans},
    },
};

impl ScannedFiles for approval_file::Entity {
    const ID: approval_file::Column = approval_file::Column::Id;
    const STATE: approval_file::Column = approval_file::Column::State;
    const SCAN_AT: approval_file::Column = approval_file::Column::ScanAt;
    const FAILURES: approval_file::Column = approval_file::Column::Failures;

    fn failures(row: &approval_file::Model) -> i32 {
        row.failures
    }

    fn infected(row: &approval_file::Model, at: Timestamp) -> AuditEntry {
        AuditEntry::of_row(row.id, "approval.file_infected", "system", at)
    }
}

impl Store {
    /// Files of versions that are due to be looked at, oldest first.
    pub async fn approval_files_to_scan(&self, now: Timestamp, most: u64) -> anyhow::Result<Vec<OpenUpload>> {
        let rows = due_scans::<approval_file::Entity>(now, most).all(&self.databases.readers).await?;
        open_rows(&rows, self).await
    }

    /// Writes down what came of looking at one.
    pub async fn finish_approval_scan(&self, id: UploadId, outcome: ScanOutcome) -> Result<(), WriteError> {
        self.finish_scan_in::<approval_file::Entity>(id, outcome).await
    }
}
