//! What companies were told of the talks at their tables, so that nobody is told the same twice.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, integer, string, text, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct TableNotices;

#[async_trait::async_trait]
impl MigrationTrait for TableNotices {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            uuid("mail_id"),
            string("event_id"),
            string("company"),
            integer("sequence"),
            uuid("entry_id"),
            string("label"),
            string("mail"),
            boolean("is_on"),
            text("times"),
            big_integer("ends_at"),
        ];
        // The index is the database's own guard: two who look at once tell a company once.
        let once = index("table_notices_once", "table_notices", &["event_id", "company", "sequence"]).unique().take();
        create_all(manager, [table("table_notices", &["mail_id"], columns)], [once]).await
    }
}
