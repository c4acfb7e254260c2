//! What the city approves, in fixed versions.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, binary_null, integer, string, string_null, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct ApprovalTables;

#[async_trait::async_trait]
impl MigrationTrait for ApprovalTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, tables(), indexes()).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "approval_items",
            &["id"],
            vec![
                uuid("id"),
                string_null("programme"),
                string("kind"),
                string_null("subject"),
                string("asked_by"),
                big_integer("asked_at"),
                string_null("due_on"),
                string("state"),
                integer("newest"),
            ],
        ),
        table(
            "approval_versions",
            &["item_id", "number"],
            vec![
                uuid("item_id"),
                integer("number"),
                string("made_by"),
                big_integer("made_at"),
                binary("hash"),
                binary("sealed"),
                string_null("decision"),
                string_null("decided_by"),
                big_integer_null("decided_at"),
                binary_null("remark_sealed"),
            ],
        ),
    ]
}

/// The unique one is the database's own guard: one thing is asked about once. Rows without a subject are not compared.
fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("approvals_by_state", "approval_items", &["state", "due_on"]),
        index("one_approval_per_subject", "approval_items", &["kind", "subject"]).unique().take(),
    ]
}
