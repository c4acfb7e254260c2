//! Looking for viruses in the files of versions.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::approval_files::open_rows;
use crate::{
    intake::UploadId,
    store::{
        OpenUpload, ScanOutcome, Store, UploadState, WriteError, audit::AuditEntry, entities::approval_file,
        store_change::StoreChange, upload_store::next_scan, work_log::WorkLog,
    },
};

impl Store {
    /// Files of versions that are due to be looked at, oldest first.
    pub async fn approval_files_to_scan(&self, now: Timestamp, most: u64) -> anyhow::Result<Vec<OpenUpload>> {
        let waits = [UploadState::Quarantined, UploadState::Unscanned].map(UploadState::name);
        let rows = approval_file::Entity::find()
            .filter(approval_file::Column::State.is_in(waits))
            .filter(approval_file::Column::ScanAt.lte(now.as_millisecond()))
            .order_by_asc(approval_file::Column::ScanAt)
            .limit(most)
            .all(&self.databases.readers)
            .await?;
        open_rows(&rows, self).await
    }

    /// Writes down what came of looking at one.
    pub async fn finish_approval_scan(&self, id: UploadId, outcome: ScanOutcome) -> Result<(), WriteError> {
        self.write(ApprovalFileScan { id, outcome, now: Timestamp::now() }).await
    }
}

struct ApprovalFileScan {
    id: UploadId,
    outcome: ScanOutcome,
    now: Timestamp,
}

impl StoreChange for ApprovalFileScan {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let Some(row) = approval_file::Entity::find_by_id(self.id.0).one(db).await? else { return Ok(()) };
        let failures = row.failures;
        let mut row = row.into_active_model();
        match self.outcome {
            ScanOutcome::Clean => row.state = Set(UploadState::Clean.name().to_owned()),
            ScanOutcome::Infected => {
                row.state = Set(UploadState::Infected.name().to_owned());
                log.audit.push(AuditEntry::of_row(self.id.0, "approval.file_infected", "system", self.now));
            }
            ScanOutcome::Failed => {
                row.failures = Set(failures.saturating_add(1));
                row.scan_at = Set(next_scan(self.now, failures).as_millisecond());
            }
        }
        row.update(db).await?;
        Ok(())
    }
}
