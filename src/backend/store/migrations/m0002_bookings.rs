//! Bookings, and the time that they take.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary_null, integer, string, string_null, uuid, uuid_uniq},
};

use super::shape::index;

#[derive(DeriveMigrationName)]
pub struct BookingsMigration;

#[async_trait::async_trait]
impl MigrationTrait for BookingsMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [bookings(), cells(), locks()] {
            manager.create_table(table).await?;
        }
        for (name, table, column) in [
            ("bookings_by_start", "bookings", "starts_at"),
            ("bookings_by_lookup", "bookings", "lookup"),
            ("cells_by_booking", "booking_cells", "booking_id"),
        ] {
            manager.create_index(index(name, table, &[column])).await?;
        }
        Ok(())
    }
}

fn bookings() -> TableCreateStatement {
    Table::create()
        .table("bookings")
        .col(uuid("id").primary_key())
        .col(string("booking"))
        .col(string("resource"))
        .col(string("title"))
        .col(string("channel"))
        .col(string_null("host_mail"))
        .col(uuid("person_id"))
        .col(uuid_uniq("submission_id"))
        .col(binary_null("lookup"))
        .col(string("state"))
        .col(big_integer("starts_at"))
        .col(big_integer("ends_at"))
        .col(big_integer("first_cell"))
        .col(big_integer("past_cell"))
        .col(big_integer_null("moved_from"))
        .col(big_integer_null("moved_until"))
        .col(binary_null("join_sealed"))
        .col(big_integer_null("expires_at"))
        .col(big_integer("created_at"))
        .col(integer("sequence"))
        .take()
}

/// The key is the database's own guard: whatever the program says, no two bookings share five minutes of anybody.
fn cells() -> TableCreateStatement {
    Table::create()
        .table("booking_cells")
        .col(string("resource"))
        .col(big_integer("cell"))
        .col(uuid("booking_id"))
        .primary_key(Index::create().col("resource").col("cell"))
        .take()
}

fn locks() -> TableCreateStatement {
    Table::create().table("booking_locks").col(string("resource").primary_key()).take()
}
