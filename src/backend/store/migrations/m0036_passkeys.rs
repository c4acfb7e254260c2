//! Passkeys of staff, and what their devices are asked to sign.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, binary_uniq, integer, text, uuid, uuid_null},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct Passkeys;

#[async_trait::async_trait]
impl MigrationTrait for Passkeys {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let passkeys = table(
            "passkeys",
            &["id"],
            [
                uuid("id"),
                uuid("account_id"),
                binary_uniq("credential_hash"),
                integer("master_key"),
                binary("sealed"),
                big_integer("added_at"),
                big_integer_null("used_at"),
                big_integer_null("suspect_at"),
            ],
        );
        let challenges = table(
            "passkey_challenges",
            &["binding"],
            [
                binary("binding"),
                uuid_null("account_id"),
                uuid_null("attempt_id"),
                text("state"),
                big_integer("expires_at"),
            ],
        );
        let indexes = [
            index("passkeys_by_account", "passkeys", &["account_id"]),
            index("passkey_challenges_by_account", "passkey_challenges", &["account_id"]),
        ];
        create_all(manager, [passkeys, challenges], indexes).await
    }
}
