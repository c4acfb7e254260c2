//! What the jobs of this folder have in common: each is one transaction.

use sea_orm::DatabaseTransaction;

use super::WorkLog;
use crate::store::audit::AuditEntry;

/// Something that is done in one transaction.
pub(in crate::store) trait Transact {
    /// What became of it.
    type Outcome;

    /// Does it; the caller commits.
    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<Self::Outcome>;
}

/// That something was looked at: only the audit log knows of it.
impl Transact for AuditEntry {
    type Outcome = ();

    async fn apply(&self, log: &mut WorkLog, _db: &DatabaseTransaction) -> anyhow::Result<()> {
        log.audit.push(self.clone());
        Ok(())
    }
}
