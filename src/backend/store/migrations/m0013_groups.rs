//! Registrations know how many seats they are for, and so does what is left of them to be counted. Until now it was one.

use sea_orm_migration::{
    prelude::*,
    schema::{integer, integer_null},
};

#[derive(DeriveMigrationName)]
pub struct GroupSeats;

#[async_trait::async_trait]
impl MigrationTrait for GroupSeats {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut seats = integer("seats");
        // A server of an older version that shares the database for a moment goes on writing registrations for one.
        manager.alter_table(Table::alter().table("registrations").add_column(seats.default(1).take()).take()).await?;
        let counted = Table::alter().table("counted_submissions").add_column(integer_null("seats")).take();
        manager.alter_table(counted).await?;
        let known = "UPDATE counted_submissions SET seats = 1 WHERE state IS NOT NULL";
        manager.get_connection().execute_unprepared(known).await?;
        Ok(())
    }
}
