//! Until when what happened is kept back from an endpoint, since it was restored and may have been told of it.

use sea_orm_migration::{prelude::*, schema::big_integer_null};

#[derive(DeriveMigrationName)]
pub struct WebhookHolds;

#[async_trait::async_trait]
impl MigrationTrait for WebhookHolds {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let held = big_integer_null("held_until");
        manager.alter_table(Table::alter().table("webhook_endpoints").add_column(held).take()).await
    }
}
