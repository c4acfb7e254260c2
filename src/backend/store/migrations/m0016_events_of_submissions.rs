//! Submissions know the event that they were sent for, also where no registration came of them, since somebody was registered
//! already: what they say is needed as long. Those that are there have their registrations.

use sea_orm_migration::{prelude::*, schema::string_null};

#[derive(DeriveMigrationName)]
pub struct EventsOfSubmissions;

#[async_trait::async_trait]
impl MigrationTrait for EventsOfSubmissions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("submissions").add_column(string_null("event_id")).take();
        manager.alter_table(column).await
    }
}
