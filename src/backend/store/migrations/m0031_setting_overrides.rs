//! What staff set in the place of what the file of the operator says.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, text_null, uuid},
};

use super::shape::{create_all, table};

#[derive(DeriveMigrationName)]
pub struct SettingOverrides;

#[async_trait::async_trait]
impl MigrationTrait for SettingOverrides {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let overrides = table(
            "setting_overrides",
            &["name"],
            vec![
                string("name"),
                uuid("id"),
                text_null("value"),
                integer("version"),
                string("changed_by"),
                big_integer("changed_at"),
            ],
        );
        create_all(manager, [overrides], []).await
    }
}
