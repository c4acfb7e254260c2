//! Submissions without a seat that wait for the button of a mail.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer_null, integer, uuid},
};

use super::shape::{index, table};

#[derive(DeriveMigrationName)]
pub struct UnconfirmedSubmissions;

#[async_trait::async_trait]
impl MigrationTrait for UnconfirmedSubmissions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![uuid("submission_id"), uuid("person_id"), integer("hours"), big_integer_null("expires_at")];
        manager.create_table(table("unconfirmed_submissions", &["submission_id"], columns)).await?;
        manager.create_index(index("unconfirmed_by_end", "unconfirmed_submissions", &["expires_at"])).await
    }
}
