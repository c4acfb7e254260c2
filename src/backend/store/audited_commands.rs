//! Commands that work beside a server, each with its records in the audit log: in a chain of their own, since the server's goes on
//! meanwhile.

use jiff::Timestamp;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use uuid::Uuid;

use super::audit::{AuditEntry, AuditHead};
use crate::intake::HashKey;

/// A connection whose transactions are audited.
pub(super) struct AuditedCommand {
    db: DatabaseConnection,
    head: AuditHead,
    key: HashKey,
}

impl AuditedCommand {
    /// Over the connection that writes.
    pub fn new(db: DatabaseConnection, key: HashKey) -> Self {
        Self { db, head: AuditHead::new(Uuid::new_v4()), key }
    }

    /// A transaction that may write from its first statement on.
    pub async fn begin(&self) -> anyhow::Result<DatabaseTransaction> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.db.begin_with_options(immediate).await?)
    }

    /// Commits a transaction that did this.
    pub async fn commit(&mut self, transaction: DatabaseTransaction, action: &'static str) -> anyhow::Result<()> {
        let head = note(self.head, action, &self.key, &transaction).await?;
        transaction.commit().await?;
        self.head = head;
        Ok(())
    }
}

/// Writes one record of an operator's command, in whatever transaction.
pub(super) async fn note(
    head: AuditHead,
    action: &'static str,
    key: &HashKey,
    db: &impl ConnectionTrait,
) -> anyhow::Result<AuditHead> {
    let entry = AuditEntry { at: Timestamp::now(), actor: "operator".to_owned(), action, person: None, subject: None };
    head.append(vec![entry], key, db).await
}
