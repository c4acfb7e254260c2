//! Changes that the writer makes without knowing them: each is applied within a transaction of its own, and told of once that
//! is committed.

use sea_orm::DatabaseTransaction;

use super::audit::AuditEntry;

/// A change of what is kept.
pub(super) trait StoreChange: Send + Sync + 'static {
    /// What comes of it.
    type Made: Send + 'static;

    /// Makes it within a transaction, and adds what the audit log says of it.
    fn apply(
        &self,
        audit: &mut Vec<AuditEntry>,
        db: &DatabaseTransaction,
    ) -> impl Future<Output = anyhow::Result<Self::Made>> + Send;
}
