//! Where a seat was and where it went is kept with why. Persons are found by single letters with which a part of their name begins:
//! the index of persons is made again.

use sea_orm_migration::{
    prelude::*,
    schema::{integer_null, string_null},
};

#[derive(DeriveMigrationName)]
pub struct SeatPlaces;

#[async_trait::async_trait]
impl MigrationTrait for SeatPlaces {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            string_null("from_event"),
            string_null("from_attendance"),
            integer_null("from_seats"),
            string_null("to_event"),
            string_null("to_attendance"),
            integer_null("to_seats"),
        ];
        for column in added {
            manager.alter_table(Table::alter().table("registration_reasons").add_column(column).take()).await?;
        }
        // Whose index was made from the audit log is read from its beginning again.
        let positions = Query::delete().from_table("index_positions").take();
        manager.execute(positions).await
    }
}
