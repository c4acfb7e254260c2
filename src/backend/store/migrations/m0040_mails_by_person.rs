//! Mails are found by whom they are to: whoever looks for somebody in the outbox finds all of theirs, and does not wait for a walk
//! through everybody's.

use sea_orm_migration::prelude::*;

use super::shape::index;

#[derive(DeriveMigrationName)]
pub struct MailsByPerson;

#[async_trait::async_trait]
impl MigrationTrait for MailsByPerson {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index("mails_by_person", "outbox_mails", &["person_id", "id"])).await
    }
}
