//! Lists that staff took away, and why. Persons are found by their phase and tags from here on: the index of persons is made again.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, string, text, uuid},
};

use super::shape::{index, table};

#[derive(DeriveMigrationName)]
pub struct ListExports;

#[async_trait::async_trait]
impl MigrationTrait for ListExports {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let exports = table(
            "list_exports",
            &["id"],
            vec![
                uuid("id"),
                big_integer("at"),
                string("account"),
                text("list"),
                string("format"),
                text("reason"),
                big_integer("row_count"),
            ],
        );
        manager.create_table(exports).await?;
        manager.create_index(index("list_exports_by_time", "list_exports", &["at"])).await?;
        // Whose index was made from the audit log is read from its beginning again.
        let positions = Query::delete().from_table("index_positions").take();
        manager.execute(positions).await
    }
}
