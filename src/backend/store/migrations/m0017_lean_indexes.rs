//! What each registration writes to the disk: seats and numbers in line are indexed for those who have one, and addresses by their
//! hashes not at all. An index whose keys lie at random costs a page of the disk for every row; who has an address is asked of
//! those who have confirmed theirs.

use sea_orm_migration::prelude::*;

use super::shape::index;

#[derive(DeriveMigrationName)]
pub struct LeanIndexes;

#[async_trait::async_trait]
impl MigrationTrait for LeanIndexes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, number) in
            [("one_registration_per_seat", "seat"), ("one_registration_per_number_in_line", "in_line")]
        {
            manager.drop_index(Index::drop().name(name).table("registrations").to_owned()).await?;
            let mut unique = index(name, "registrations", &["event_id", "attendance", number]).unique().take();
            manager.create_index(unique.and_where(Expr::col(number).is_not_null()).take()).await?;
        }
        manager.drop_index(Index::drop().name("addresses_by_lookup").table("person_addresses").to_owned()).await
    }
}
