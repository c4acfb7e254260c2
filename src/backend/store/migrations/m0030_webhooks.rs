//! Endpoints of other programs, and what they are told. What happened before there were any is told to nobody: following the audit log
//! begins where it ends now.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, integer, integer_null, string, string_null, text, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct WebhookTables;

#[async_trait::async_trait]
impl MigrationTrait for WebhookTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, tables(), indexes()).await?;
        let end = "INSERT INTO webhook_positions (writer, number) SELECT writer, MAX(number) FROM audit_records GROUP BY writer";
        manager.get_connection().execute_unprepared(end).await?;
        Ok(())
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "webhook_endpoints",
            &["id"],
            vec![
                uuid("id"),
                text("events"),
                string_null("programme"),
                binary("sealed"),
                big_integer("made_at"),
                string("made_by"),
                big_integer_null("failing_since"),
                big_integer_null("stopped_at"),
                string_null("stopped_by"),
            ],
        ),
        table(
            "webhook_deliveries",
            &["id"],
            vec![
                uuid("id"),
                uuid("endpoint_id"),
                string("event"),
                text("body"),
                string("state"),
                big_integer("made_at"),
                big_integer("due_at"),
                integer("attempts"),
                integer_null("status"),
                big_integer_null("tried_at"),
            ],
        ),
        table("webhook_positions", &["writer"], vec![uuid("writer"), big_integer("number")]),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("webhook_deliveries_by_state", "webhook_deliveries", &["state", "due_at"]),
        index("webhook_deliveries_by_endpoint", "webhook_deliveries", &["endpoint_id", "made_at"]),
    ]
}
