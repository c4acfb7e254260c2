//! Who was asked for a passkey, as far as they are known. Questions are good for minutes, so the earlier ones are not kept.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, binary_null, text, uuid_null},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct PasskeyAskers;

#[async_trait::async_trait]
impl MigrationTrait for PasskeyAskers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name = "passkey_challenges";
        manager.drop_table(Table::drop().table(name).take()).await?;
        let columns = [
            binary("binding"),
            uuid_null("account_id"),
            binary_null("asker"),
            text("state"),
            big_integer("expires_at"),
        ];
        let indexes = [
            index("passkey_challenges_by_account", name, &["account_id"]),
            index("passkey_challenges_by_asker", name, &["asker"]),
        ];
        create_all(manager, [table(name, &["binding"], columns)], indexes).await
    }
}
