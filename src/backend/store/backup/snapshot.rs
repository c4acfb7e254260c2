//! Reading all of a database as it is at one moment, while others write, and writing the two files of a backup.
//!
//! A transaction that only reads sees one state of the database: on SQLite by its log, on PostgreSQL by REPEATABLE READ. So nobody
//! waits, nothing lies on the disk in clear, and there need not be room for a second database.

use anyhow::{Context, ensure};
use jiff::Timestamp;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait, IsolationLevel,
    PaginatorTrait, Statement, TransactionOptions, TransactionTrait,
};

use super::{
    backed_table::{BackedTable, read_tables},
    backup_place::BackupPlace,
    dump::{DumpEnd, DumpHead, DumpKind, DumpWriter},
    keyring_copies::{data_name, keyring_name, prune_keyrings},
    outlet::Outlet,
    pending_backup::{BackupFile, PendingBackup},
};
use crate::{
    intake::HashKey,
    store::{
        DatabaseLocation,
        audit_heads::read_heads,
        audited_commands::AuditedCommand,
        backup_runs::{BackupRunKind, TABLE, add_backup_run},
        database::connect,
        entities::erased_key,
        recovery::RecoveryRecipient,
    },
};

/// Where backups go. The two never lie in one folder or bucket: keys beside the data would make erasing somebody mean nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupPlaces {
    /// For the data.
    pub data: BackupPlace,
    /// For the keyring.
    pub keyring: BackupPlace,
}

impl BackupPlaces {
    /// Sees that backups can lie there, apart from each other.
    pub async fn check(&self) -> anyhow::Result<()> {
        ensure!(
            !self.data.is_beside(&self.keyring),
            "data and keyring cannot lie in one folder or bucket ({}): who copies it would have both, and erasing somebody would \
             mean nothing; name another one for the keyring by KEYRING_FOLDER",
            self.data
        );
        self.keyring.check_for_keyring().await?;
        self.data.check_for_data().await
    }
}

/// What a backup wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// The data.
    pub data: BackupFile,
    /// The keyring.
    pub keyring: BackupFile,
    /// How many rows of which table, by name.
    pub rows: Vec<(String, u64)>,
    /// The heads of the audit log, as lines.
    pub audit_heads: Vec<String>,
}

/// Backs up a database that others may be writing to. Its tables are taken as they are: before an upgrade, a backup is one of the
/// older version.
pub async fn write_backup(
    location: &DatabaseLocation,
    recipient: &RecoveryRecipient,
    places: &BackupPlaces,
    audit_key: &HashKey,
) -> anyhow::Result<BackupReport> {
    places.check().await?;
    let db = connect(location).await?;
    let snapshot = DatabaseSnapshot::begin(&db).await?;
    // The keyring first: whatever ends this, no backup of data is newer than the newest keyring.
    let (keyring, mut end) = snapshot.write_keyring(recipient, &places.keyring).await?;
    let (data, of_data) = snapshot.write_data(recipient, &places.data).await?;
    end.tables.extend(of_data.tables);
    prune_keyrings(&places.keyring, snapshot.erased).await?;
    let (taken_at, is_noted) = (snapshot.taken_at, snapshot.has_table(TABLE));
    snapshot.end().await?;
    let mut command = AuditedCommand::new(db, audit_key.clone());
    let transaction = command.begin().await?;
    // An older version, before an upgrade, has no place for it.
    if is_noted {
        add_backup_run(BackupRunKind::Written, taken_at, &transaction).await?;
    }
    command.commit(transaction, "backup.written").await?;
    let rows = end.tables.into_iter().map(|(name, sum)| (name, sum.rows)).collect();
    Ok(BackupReport { data, keyring, rows, audit_heads: of_data.audit_heads })
}

/// A database at one moment.
pub(super) struct DatabaseSnapshot {
    transaction: DatabaseTransaction,
    taken_at: Timestamp,
    tables: Vec<BackedTable>,
    migrations: Vec<String>,
    /// How many persons' keys had been destroyed.
    pub erased: u64,
}

impl DatabaseSnapshot {
    /// The database as it is now.
    pub async fn begin(db: &DatabaseConnection) -> anyhow::Result<Self> {
        let is_postgres = db.get_database_backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: is_postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: is_postgres.then_some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        };
        let transaction = db.begin_with_options(options).await?;
        let taken_at = Timestamp::now();
        let tables = read_tables(&transaction).await?;
        let migrations = read_migrations(&transaction).await?;
        let mut snapshot = Self { transaction, taken_at, tables, migrations, erased: 0 };
        if snapshot.has_table("erased_keys") {
            snapshot.erased = erased_key::Entity::find().count(&snapshot.transaction).await?;
        }
        Ok(snapshot)
    }

    /// Whether there is such a table; an older version may have had none.
    fn has_table(&self, name: &str) -> bool {
        self.tables.iter().any(|table| table.name == name)
    }

    /// Writes a copy of the keyring.
    pub async fn write_keyring(
        &self,
        recipient: &RecoveryRecipient,
        place: &BackupPlace,
    ) -> anyhow::Result<(BackupFile, DumpEnd)> {
        let file = PendingBackup::begin(place, &keyring_name(self.taken_at, self.erased))?;
        self.write(DumpKind::Keyring, recipient, file).await
    }

    async fn write_data(
        &self,
        recipient: &RecoveryRecipient,
        place: &BackupPlace,
    ) -> anyhow::Result<(BackupFile, DumpEnd)> {
        let file = PendingBackup::begin(place, &data_name(self.taken_at))?;
        self.write(DumpKind::Data, recipient, file).await
    }

    async fn write(
        &self,
        kind: DumpKind,
        recipient: &RecoveryRecipient,
        mut file: PendingBackup,
    ) -> anyhow::Result<(BackupFile, DumpEnd)> {
        match self.write_into(kind, recipient, &mut file).await {
            Ok(end) => Ok((file.publish().await?, end)),
            Err(error) => {
                // What went wrong first is told; what a bucket keeps of a file that was begun is no file.
                let _ = file.abandon().await;
                Err(error)
            }
        }
    }

    async fn write_into(
        &self,
        kind: DumpKind,
        recipient: &RecoveryRecipient,
        file: &mut PendingBackup,
    ) -> anyhow::Result<DumpEnd> {
        let head = DumpHead::new(kind, self.taken_at, self.migrations.clone());
        let outlet = Outlet::default();
        let mut writer = DumpWriter::new(head, recipient, outlet.clone())?;
        for table in self.tables.iter().filter(|table| table.is_of_keyring() == (kind == DumpKind::Keyring)) {
            writer.table(table)?;
            let mut page = table.read_page(None, &self.transaction).await?;
            while let Some(last) = page.last().cloned() {
                for row in page {
                    writer.row(row)?;
                }
                file.put(&outlet.take()).await?;
                page = table.read_page(Some(&last), &self.transaction).await?;
            }
        }
        let heads = if kind == DumpKind::Data { read_heads(&self.transaction).await? } else { Vec::new() };
        let (_, end) = writer.finish(&heads)?;
        file.put(&outlet.take()).await?;
        Ok(end)
    }

    /// Lets go of the moment.
    pub async fn end(self) -> anyhow::Result<()> {
        Ok(self.transaction.rollback().await?)
    }
}

/// The migrations that have run, in their order.
pub(super) async fn read_migrations(db: &impl ConnectionTrait) -> anyhow::Result<Vec<String>> {
    let sql = "SELECT version FROM seaql_migrations ORDER BY version";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    let rows = rows.context("there is no database of this program yet: start `tsubame backend` once")?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(Into::into)).collect()
}
