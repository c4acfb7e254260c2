//! Thanks know the row of the address that got them: backups hold no hashes, so a restore finds by it who was thanked before.

use sea_orm_migration::{prelude::*, schema::uuid_null};

#[derive(DeriveMigrationName)]
pub struct IncentiveAddresses;

#[async_trait::async_trait]
impl MigrationTrait for IncentiveAddresses {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(Table::alter().table("incentive_grants").add_column(uuid_null("address_id")).take())
            .await?;
        let known = "UPDATE incentive_grants SET address_id = (SELECT a.id FROM person_addresses a \
                     WHERE a.lookup = incentive_grants.lookup ORDER BY a.id LIMIT 1)";
        manager.get_connection().execute_unprepared(known).await?;
        Ok(())
    }
}
