//! Files that were sent through forms.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, binary_null, integer, string, uuid},
};

#[derive(DeriveMigrationName)]
pub struct UploadTables;

#[async_trait::async_trait]
impl MigrationTrait for UploadTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table.table("uploads");
        for column in [
            uuid("id"),
            uuid("person_id"),
            uuid("submission_id"),
            string("field"),
            big_integer("size_bytes"),
            big_integer("received_at"),
            string("state"),
            big_integer("scan_at"),
            integer("failures"),
            binary_null("lookup"),
            binary("sealed"),
        ] {
            table.col(column);
        }
        table.primary_key(Index::create().col("id"));
        manager.create_table(table.take()).await?;
        for (name, columns) in [
            ("uploads_by_submission", ["submission_id"].as_slice()),
            ("uploads_by_sender", &["lookup", "received_at"]),
            ("uploads_by_state_and_time", &["state", "scan_at"]),
        ] {
            let mut index = Index::create().name(name).table("uploads").take();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
