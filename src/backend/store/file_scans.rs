//! Looking for viruses, whichever table a file is a row of: which files are due to be looked at, and what came of it.

use std::marker::PhantomData;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};

use super::{
    Store, WriteError, audit::AuditEntry, store_change::StoreChange, upload_rows::UploadState, work_log::WorkLog,
};
use crate::intake::UploadId;

/// How long a file waits after looking at it has failed once, twice, … and from then on.
const WAITS: [SignedDuration; 4] = [
    SignedDuration::from_secs(15),
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(1),
];

/// What came of looking at a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanOutcome {
    /// Nothing was found.
    Clean,
    /// Something was found.
    Infected,
    /// It could not be looked at; it is tried again.
    Failed,
}

/// A table whose rows are files that are looked at.
pub(super) trait ScannedFiles: EntityTrait<Model: Send + Sync> {
    const ID: Self::Column;
    /// An `UploadState`, by its name.
    const STATE: Self::Column;
    /// When it is looked at next.
    const SCAN_AT: Self::Column;
    /// How often looking at it has failed.
    const FAILURES: Self::Column;

    fn failures(row: &Self::Model) -> i32;

    /// What the audit log is to say of one in which something was found.
    fn infected(row: &Self::Model, at: Timestamp) -> AuditEntry;
}

/// The files of a table that are due to be looked at, oldest first.
pub(super) fn due_scans<E: ScannedFiles>(now: Timestamp, most: u64) -> Select<E> {
    let waits = [UploadState::Quarantined, UploadState::Unscanned].map(UploadState::name);
    E::find()
        .filter(E::STATE.is_in(waits))
        .filter(E::SCAN_AT.lte(now.as_millisecond()))
        .order_by_asc(E::SCAN_AT)
        .limit(most)
}

/// A file was looked at.
struct FinishedScan<E> {
    id: UploadId,
    outcome: ScanOutcome,
    at: Timestamp,
    table: PhantomData<fn() -> E>,
}

impl<E: ScannedFiles> StoreChange for FinishedScan<E> {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let is_it = E::ID.eq(self.id.0);
        // Whoever it belongs to may have been erased meanwhile.
        let Some(row) = E::find().filter(is_it.clone()).one(db).await? else { return Ok(()) };
        let changed = E::update_many().filter(is_it);
        let state = |state: UploadState| Expr::value(state.name());
        let changed = match self.outcome {
            ScanOutcome::Clean => changed.col_expr(E::STATE, state(UploadState::Clean)),
            ScanOutcome::Infected => {
                log.audit.push(E::infected(&row, self.at));
                changed.col_expr(E::STATE, state(UploadState::Infected))
            }
            ScanOutcome::Failed => {
                let failures = E::failures(&row);
                changed
                    .col_expr(E::FAILURES, Expr::value(failures.saturating_add(1)))
                    .col_expr(E::SCAN_AT, Expr::value(next_scan(self.at, failures).as_millisecond()))
            }
        };
        changed.exec(db).await?;
        Ok(())
    }
}

/// When a file is looked at again that could not be looked at, after so many failures before.
fn next_scan(now: Timestamp, failures: i32) -> Timestamp {
    let wait = usize::try_from(failures).unwrap_or(0).min(WAITS.len() - 1);
    now.checked_add(WAITS[wait]).unwrap_or(Timestamp::MAX)
}

impl Store {
    /// Writes down what came of looking at a file of a table.
    pub(super) async fn finish_scan_in<E: ScannedFiles>(
        &self,
        id: UploadId,
        outcome: ScanOutcome,
    ) -> Result<(), WriteError> {
        self.write(FinishedScan::<E> { id, outcome, at: Timestamp::now(), table: PhantomData }).await
    }
}
