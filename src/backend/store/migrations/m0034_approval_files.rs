//! Files of what the city approves.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, integer, string, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct ApprovalFiles;

#[async_trait::async_trait]
impl MigrationTrait for ApprovalFiles {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = vec![
            index("approval_files_of_item", "approval_files", &["item_id"]),
            index("approval_files_by_account", "approval_files", &["made_by", "made_at"]),
            index("approval_files_to_scan", "approval_files", &["state", "scan_at"]),
        ];
        create_all(manager, tables(), indexes).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "approval_files",
            &["id"],
            vec![
                uuid("id"),
                uuid("item_id"),
                string("made_by"),
                big_integer("made_at"),
                big_integer("size_bytes"),
                binary("hash"),
                string("state"),
                big_integer("scan_at"),
                integer("failures"),
                binary("sealed"),
            ],
        ),
        table(
            "approval_version_files",
            &["item_id", "number", "position"],
            vec![uuid("item_id"), integer("number"), integer("position"), uuid("file_id")],
        ),
    ]
}
