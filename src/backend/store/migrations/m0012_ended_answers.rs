//! Answers that are kept for a shorter time than the rest of what was sent.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, string, uuid},
};

use super::shape::table;

#[derive(DeriveMigrationName)]
pub struct EndedAnswers;

#[async_trait::async_trait]
impl MigrationTrait for EndedAnswers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![uuid("submission_id"), string("field"), big_integer("ended_at")];
        manager.create_table(table("ended_answers", &["submission_id", "field"], columns)).await
    }
}
