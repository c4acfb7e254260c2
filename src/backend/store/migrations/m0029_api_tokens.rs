//! Tokens by which programs come into the office, and which of their requests were done.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, string, string_null, text, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct ApiTokenTables;

#[async_trait::async_trait]
impl MigrationTrait for ApiTokenTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, tables(), indexes()).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "api_tokens",
            &["id"],
            vec![
                uuid("id"),
                string("name"),
                text("scopes"),
                string_null("programme"),
                binary("hash"),
                big_integer("made_at"),
                string("made_by"),
                string("ends_on"),
                string_null("used_on"),
                big_integer_null("revoked_at"),
                string_null("revoked_by"),
            ],
        ),
        table(
            "api_requests",
            &["token_id", "name_hash"],
            vec![uuid("token_id"), binary("name_hash"), binary("body_hash"), uuid("made_id"), big_integer("at")],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![index("api_tokens_by_hash", "api_tokens", &["hash"]), index("api_requests_by_time", "api_requests", &["at"])]
}
