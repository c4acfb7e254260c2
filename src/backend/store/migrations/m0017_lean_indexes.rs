//! What each registration writes to the disk: seats and numbers in line are indexed for those who have one, and two indexes go.
//! That of addresses by their hashes cost a page of the disk for every row, since hashes lie at random, and only draws asked it;
//! that of attempts by their ends was asked once an hour, by whoever removes those that are over.

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
        for (name, table) in [("addresses_by_lookup", "person_addresses"), ("repeat_keys_by_end", "repeat_keys")] {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
