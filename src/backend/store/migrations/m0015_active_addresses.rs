//! Who is registered already is found by the address first: that leads to a few rows, where the event may lead to thousands.

use sea_orm_migration::prelude::*;

use super::shape::index;

/// The index that keeps anybody from registering twice.
const NAME: &str = "one_active_registration_per_address";

#[derive(DeriveMigrationName)]
pub struct ActiveAddresses;

#[async_trait::async_trait]
impl MigrationTrait for ActiveAddresses {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NAME).table("registrations").to_owned()).await?;
        let columns = ["active_lookup", "event_id", "attendance"];
        manager.create_index(index(NAME, "registrations", &columns).unique().take()).await
    }
}
