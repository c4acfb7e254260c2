//! Records that belong to one person, whose an address is, what staff have to know of it, and what is left of somebody who
//! is erased.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, binary_null, string, string_null, uuid},
};

use super::shape::{index, table};

#[derive(DeriveMigrationName)]
pub struct PersonsMigration;

#[async_trait::async_trait]
impl MigrationTrait for PersonsMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [joining(), leftovers()].into_iter().flatten() {
            manager.create_table(table).await?;
        }
        for mut index in indexes() {
            manager.create_index(index.if_not_exists().take()).await?;
        }
        Ok(())
    }
}

fn joining() -> Vec<TableCreateStatement> {
    vec![
        table(
            "person_joins",
            &["record_id"],
            vec![uuid("record_id"), uuid("into_id"), string("reason"), big_integer("joined_at")],
        ),
        table("address_owners", &["id"], vec![uuid("id"), binary("lookup"), uuid("person_id")]),
        table(
            "person_traits",
            &["record_id", "kind", "lookup"],
            vec![uuid("record_id"), string("kind"), binary("lookup")],
        ),
        table(
            "person_notices",
            &["id"],
            vec![
                uuid("id"),
                string("kind"),
                uuid("person_id"),
                uuid("subject"),
                big_integer("created_at"),
                big_integer_null("closed_at"),
            ],
        ),
        table(
            "person_merges",
            &["id"],
            vec![
                uuid("id"),
                uuid("kept_id"),
                uuid("merged_id"),
                string("actor"),
                big_integer("merged_at"),
                big_integer_null("undone_at"),
            ],
        ),
        table(
            "merge_releases",
            &["merge_id", "registration_id"],
            vec![uuid("merge_id"), uuid("registration_id"), binary_null("lookup")],
        ),
    ]
}

fn leftovers() -> Vec<TableCreateStatement> {
    vec![
        table("erased_keys", &["person_id"], vec![uuid("person_id"), big_integer("erased_at")]),
        table(
            "counted_submissions",
            &["id"],
            vec![
                uuid("id"),
                string("form"),
                string_null("programme"),
                string_null("event_id"),
                string("day"),
                string_null("state"),
            ],
        ),
        table(
            "counted_answers",
            &["counted_id", "field", "value"],
            vec![uuid("counted_id"), string("field"), string("value")],
        ),
    ]
}

/// The unique one is the database's own guard: no address belongs to two persons, whatever the program says.
fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("one_person_per_address", "address_owners", &["lookup"]).unique().take(),
        index("address_owners_by_person", "address_owners", &["person_id"]),
        index("joins_by_person", "person_joins", &["into_id"]),
        index("traits_by_value", "person_traits", &["kind", "lookup"]),
        index("addresses_by_person", "person_addresses", &["person_id"]),
        index("registrations_by_submission", "registrations", &["submission_id"]),
        index("submissions_by_time", "submissions", &["received_at"]),
    ]
}
