//! Files that were sent through forms.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, binary_null, integer, string, uuid},
};

use super::shape::{index, table};

#[derive(DeriveMigrationName)]
pub struct UploadTables;

#[async_trait::async_trait]
impl MigrationTrait for UploadTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
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
        ];
        manager.create_table(table("uploads", &["id"], columns)).await?;
        for (name, columns) in [
            ("uploads_by_submission", ["submission_id"].as_slice()),
            ("uploads_by_sender", &["lookup", "received_at"]),
            ("uploads_by_state_and_time", &["state", "scan_at"]),
        ] {
            manager.create_index(index(name, "uploads", columns)).await?;
        }
        Ok(())
    }
}
