//! What the other side of a booking is told once its person is erased.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, uuid},
};

use super::shape::table;

#[derive(DeriveMigrationName)]
pub struct HostNotices;

#[async_trait::async_trait]
impl MigrationTrait for HostNotices {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            uuid("mail_id"),
            uuid("booking_id"),
            string("booking"),
            string("resource"),
            string("title"),
            string("channel"),
            string("host_mail"),
            big_integer("starts_at"),
            big_integer("ends_at"),
            integer("sequence"),
        ];
        manager.create_table(table("host_notices", &["mail_id"], columns)).await
    }
}
