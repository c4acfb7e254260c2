//! Changes that the writer makes without knowing them: each is applied within a transaction of its own, and told of once that
//! is committed.

use sea_orm::DatabaseTransaction;

use super::{audit::AuditEntry, work_log::WorkLog};

/// A change of what is kept.
pub(super) trait StoreChange: Send + Sync + 'static {
    /// What comes of it.
    type Made: Send + 'static;

    /// Makes it within a transaction, which the writer commits, and says what is still to be done with it.
    fn apply(
        &self,
        log: &mut WorkLog,
        db: &DatabaseTransaction,
    ) -> impl Future<Output = anyhow::Result<Self::Made>> + Send;
}

/// That something was looked at: only the audit log knows of it.
impl StoreChange for AuditEntry {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, _db: &DatabaseTransaction) -> anyhow::Result<()> {
        log.audit.push(self.clone());
        Ok(())
    }
}
