//! How persons are found: pairs of letters of their names as hashes, what is known of them in clear, and how far the audit log was read
//! for both. Selections that staff keep.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, integer, string, text, uuid},
};

use super::shape::{clustered, index, table};

#[derive(DeriveMigrationName)]
pub struct PersonSearchTables;

#[async_trait::async_trait]
impl MigrationTrait for PersonSearchTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(clustered(table, manager.get_database_backend())).await?;
        }
        let mut values = index("facets_by_value", "facets", &["kind", "name", "value"]).unique().take();
        manager.create_index(values.take()).await
    }
}

/// The persons of a hash or a value lie together, in the order in which they came: ids of persons grow. There is no second index by
/// persons, which would be as large again: `person_indexes` says what there is of somebody.
fn tables() -> Vec<TableCreateStatement> {
    vec![
        table("person_grams", &["gram", "person_id"], vec![integer("gram"), uuid("person_id")]),
        table("person_facets", &["facet_id", "person_id"], vec![big_integer("facet_id"), uuid("person_id")]),
        table("person_indexes", &["person_id"], vec![uuid("person_id"), binary("grams"), binary("facets")]),
        table(
            "facets",
            &["id"],
            vec![big_integer("id"), string("kind"), string("name"), string("value"), big_integer("persons")],
        ),
        table("facet_losses", &["id"], vec![uuid("id"), binary("facets")]),
        table("index_positions", &["writer"], vec![uuid("writer"), big_integer("number")]),
        table(
            "person_segments",
            &["id"],
            vec![uuid("id"), string("name"), string("owner"), text("query"), big_integer("created_at")],
        ),
    ]
}
