//! The accounts of staff: who they are, what they may do, how they prove who they are, and where they are signed in.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, binary_null, binary_uniq, integer_null, string, string_null, uuid,
    },
};

use super::shape::{index, table};

#[derive(DeriveMigrationName)]
pub struct AccountTables;

#[async_trait::async_trait]
impl MigrationTrait for AccountTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            accounts(),
            table(
                "account_grants",
                &["account_id", "role", "programme"],
                [uuid("account_id"), string("role"), string("programme")],
            ),
            table(
                "account_invitations",
                &["token_hash"],
                [binary("token_hash"), uuid("account_id"), string("kind"), big_integer("expires_at")],
            ),
            table("recovery_codes", &["hash"], [binary("hash"), uuid("account_id"), big_integer_null("used_at")]),
            staff_sessions(),
            table(
                "known_browsers",
                &["hash", "account_id"],
                [binary("hash"), uuid("account_id"), big_integer("expires_at")],
            ),
            table(
                "sign_in_failures",
                &["id"],
                [uuid("id"), binary("account_key"), binary_null("network_key"), big_integer("at")],
            ),
        ] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in [
            ("recovery_codes_by_account", "recovery_codes", ["account_id"].as_slice()),
            ("account_invitations_by_account", "account_invitations", &["account_id"]),
            ("staff_sessions_by_account", "staff_sessions", &["account_id"]),
            ("sign_in_failures_by_account", "sign_in_failures", &["account_key", "at"]),
            ("sign_in_failures_by_network", "sign_in_failures", &["network_key", "at"]),
        ] {
            manager.create_index(index(name, table, columns)).await?;
        }
        Ok(())
    }
}

fn accounts() -> TableCreateStatement {
    table(
        "accounts",
        &["id"],
        [
            uuid("id"),
            string("name"),
            string("mail"),
            binary_uniq("mail_lookup"),
            string_null("password_hash"),
            binary_null("totp_sealed"),
            integer_null("totp_master_key"),
            big_integer_null("totp_last_step"),
            big_integer("created_at"),
            big_integer_null("disabled_at"),
        ],
    )
}

fn staff_sessions() -> TableCreateStatement {
    table(
        "staff_sessions",
        &["token_hash"],
        [
            binary("token_hash"),
            uuid("id"),
            uuid("account_id"),
            binary("browser"),
            big_integer("created_at"),
            big_integer("seen_at"),
            big_integer("expires_at"),
        ],
    )
}
