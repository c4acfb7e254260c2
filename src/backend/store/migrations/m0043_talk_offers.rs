//! Until when somebody can take a talk that is offered.

use sea_orm_migration::{prelude::*, schema::big_integer_null};

#[derive(DeriveMigrationName)]
pub struct TalkOfferTimes;

#[async_trait::async_trait]
impl MigrationTrait for TalkOfferTimes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = big_integer_null("expires_at");
        manager.alter_table(Table::alter().table("fair_talks").add_column(column).take()).await
    }
}
