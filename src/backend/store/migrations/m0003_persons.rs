//! Records that belong to one person, whose an address is, what staff have to know of it, and what is left of somebody who
//! is erased.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, binary_null, string, string_null, uuid},
};

#[derive(DeriveMigrationName)]
pub struct PersonsMigration;

#[async_trait::async_trait]
impl MigrationTrait for PersonsMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [joining(), leftovers()].into_iter().flatten() {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// A table whose rows are named by its first columns.
fn keyed(name: &'static str, keys: usize, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut key = Index::create();
    for column in &columns[..keys] {
        key.col(column.get_column_name());
    }
    let mut table = Table::create();
    table.table(name).primary_key(&mut key);
    for column in columns {
        table.col(column);
    }
    table
}

fn joining() -> Vec<TableCreateStatement> {
    vec![
        keyed("person_joins", 1, vec![uuid("record_id"), uuid("into_id"), string("reason"), big_integer("joined_at")]),
        keyed("address_owners", 1, vec![uuid("id"), binary("lookup"), uuid("person_id")]),
        keyed("person_traits", 3, vec![uuid("record_id"), string("kind"), binary("lookup")]),
        keyed(
            "person_notices",
            1,
            vec![
                uuid("id"),
                string("kind"),
                uuid("person_id"),
                uuid("subject"),
                big_integer("created_at"),
                big_integer_null("closed_at"),
            ],
        ),
        keyed(
            "person_merges",
            1,
            vec![
                uuid("id"),
                uuid("kept_id"),
                uuid("merged_id"),
                string("actor"),
                big_integer("merged_at"),
                big_integer_null("undone_at"),
            ],
        ),
        keyed("merge_releases", 2, vec![uuid("merge_id"), uuid("registration_id"), binary_null("lookup")]),
    ]
}

fn leftovers() -> Vec<TableCreateStatement> {
    vec![
        keyed("erased_keys", 1, vec![uuid("person_id"), big_integer("erased_at")]),
        keyed(
            "counted_submissions",
            1,
            vec![
                uuid("id"),
                string("form"),
                string_null("programme"),
                string_null("event_id"),
                string("day"),
                string_null("state"),
            ],
        ),
        keyed("counted_answers", 3, vec![uuid("counted_id"), string("field"), string("value")]),
    ]
}

/// The unique one is the database's own guard: no address belongs to two persons, whatever the program says.
fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name: &'static str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create().name(name).table(table).if_not_exists().take();
        for column in columns {
            index.col(*column);
        }
        index
    };
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
