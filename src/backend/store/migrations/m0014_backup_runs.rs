//! When backups were written and tried, so that the server can tell that one is missed.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, string, uuid},
};

use super::shape::{index, table};

#[derive(DeriveMigrationName)]
pub struct BackupRuns;

#[async_trait::async_trait]
impl MigrationTrait for BackupRuns {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [uuid("id"), string("kind"), big_integer("taken_at"), big_integer("ended_at")];
        manager.create_table(table("backup_runs", &["id"], columns)).await?;
        manager.create_index(index("backup_runs_by_end", "backup_runs", &["kind", "ended_at"])).await
    }
}
