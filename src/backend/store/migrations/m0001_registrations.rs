//! Persons, what they sent and agreed to, events and their seats, mails to be sent, the audit log.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, binary_null, boolean, integer, integer_null, string, string_null,
        string_uniq, text, uuid, uuid_null,
    },
};

use super::shape::{clustered, index, table};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [submissions(), events(), outbox()];
        for table in tables.into_iter().flatten() {
            manager.create_table(table).await?;
        }
        for table in small_rows() {
            manager.create_table(clustered(table, manager.get_database_backend())).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Tables with a row or more for each submission, and little in a row: in SQLite they lie in the order of their keys, without an
/// index of these beside them.
fn small_rows() -> Vec<TableCreateStatement> {
    vec![
        table("persons", &["id"], vec![uuid("id"), big_integer("created_at"), big_integer_null("verified_at")]),
        table("person_keys", &["person_id"], vec![uuid("person_id"), integer("master_key"), binary("wrapped")]),
        table(
            "person_addresses",
            &["id"],
            vec![
                uuid("id"),
                uuid("person_id"),
                binary("lookup"),
                binary("sealed"),
                big_integer_null("verified_at"),
                big_integer_null("bounced_at"),
            ],
        ),
        table(
            "submission_answers",
            &["submission_id", "field", "value"],
            vec![uuid("submission_id"), string("field"), string("value")],
        ),
        table(
            "consents",
            &["submission_id"],
            vec![
                uuid("submission_id"),
                uuid("person_id"),
                binary("text_id"),
                big_integer("given_at"),
                big_integer_null("withdrawn_at"),
            ],
        ),
        table(
            "repeat_keys",
            &["key"],
            vec![binary("key"), binary("hash"), uuid("submission_id"), string("receipt"), big_integer("expires_at")],
        ),
        table(
            "audit_records",
            &["writer", "number"],
            vec![
                uuid("writer"),
                big_integer("number"),
                big_integer("at"),
                string("actor"),
                string("action"),
                uuid_null("person_id"),
                uuid_null("subject"),
                binary_null("link"),
            ],
        ),
    ]
}

fn submissions() -> Vec<TableCreateStatement> {
    vec![
        table(
            "submissions",
            &["id"],
            vec![
                uuid("id"),
                uuid("person_id"),
                string("form"),
                string_null("form_version"),
                big_integer("received_at"),
                boolean("is_held"),
                text("origin"),
                binary("sealed"),
            ],
        ),
        table("consent_texts", &["id"], vec![binary("id"), string("form"), string("version"), text("text")]),
    ]
}

fn events() -> Vec<TableCreateStatement> {
    vec![
        table(
            "events",
            &["id"],
            vec![
                string("id"),
                string("title"),
                big_integer("starts_at"),
                big_integer("ends_at"),
                big_integer("closes_at"),
                boolean("is_on"),
                string("place"),
                string("url"),
                big_integer("content_time"),
            ],
        ),
        table(
            "event_places",
            &["event_id", "attendance"],
            vec![string("event_id"), string("attendance"), integer_null("capacity"), big_integer("next_in_line")],
        ),
        table(
            "registrations",
            &["id"],
            vec![
                uuid("id"),
                string("event_id"),
                string("attendance"),
                uuid("person_id"),
                uuid("submission_id"),
                binary_null("active_lookup"),
                string("state"),
                integer_null("seat"),
                big_integer_null("in_line"),
                big_integer_null("expires_at"),
                big_integer("created_at"),
                integer("sequence"),
            ],
        ),
    ]
}

fn outbox() -> Vec<TableCreateStatement> {
    vec![table(
        "outbox_mails",
        &["id"],
        vec![
            uuid("id"),
            string("kind"),
            string_uniq("once"),
            uuid("person_id"),
            uuid("submission_id"),
            big_integer("due_at"),
            big_integer("created_at"),
            string("state"),
            integer("attempts"),
            integer("uncertain"),
            string_null("reply"),
        ],
    )]
}

/// Unique ones are the database's own guards: no two registrations hold one seat or one place in line, and no address is
/// registered twice, whatever the program says. Rows without the value are not compared.
fn indexes() -> Vec<IndexCreateStatement> {
    let unique = |name, last| index(name, "registrations", &["event_id", "attendance", last]).unique().take();
    vec![
        unique("one_registration_per_seat", "seat"),
        unique("one_registration_per_number_in_line", "in_line"),
        unique("one_active_registration_per_address", "active_lookup"),
        index("addresses_by_lookup", "person_addresses", &["lookup"]),
        index("submissions_by_person", "submissions", &["person_id"]),
        index("mails_by_state_and_time", "outbox_mails", &["state", "due_at"]),
        index("repeat_keys_by_end", "repeat_keys", &["expires_at"]),
    ]
}
