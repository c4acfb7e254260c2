//! What the office writes down of its work, and of what happened to personal data.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, binary_null, boolean, integer, string, string_null, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct OfficeRecordTables;

#[async_trait::async_trait]
impl MigrationTrait for OfficeRecordTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, tables(), indexes()).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    let mut all = record_tables();
    all.extend(incident_tables());
    all
}

fn record_tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "office_records",
            &["id"],
            vec![
                uuid("id"),
                string_null("programme"),
                string("kind"),
                string("day"),
                string_null("state"),
                big_integer("made_at"),
                string("made_by"),
                big_integer("edited_at"),
                string("edited_by"),
                integer("version"),
                binary("sealed"),
            ],
        ),
        table(
            "office_record_versions",
            &["office_record_id", "version"],
            vec![
                uuid("office_record_id"),
                integer("version"),
                string("day"),
                string_null("state"),
                big_integer("edited_at"),
                string("edited_by"),
                binary("sealed"),
            ],
        ),
    ]
}

fn incident_tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "data_incidents",
            &["id"],
            vec![
                uuid("id"),
                big_integer("noticed_at"),
                boolean("is_malicious"),
                big_integer("made_at"),
                string("made_by"),
                big_integer("edited_at"),
                string("edited_by"),
                integer("version"),
                binary("sealed"),
                big_integer_null("closed_at"),
                string_null("closed_by"),
            ],
        ),
        table(
            "data_incident_versions",
            &["incident_id", "version"],
            vec![
                uuid("incident_id"),
                integer("version"),
                big_integer("noticed_at"),
                boolean("is_malicious"),
                big_integer("edited_at"),
                string("edited_by"),
                binary("sealed"),
            ],
        ),
        table(
            "data_incident_persons",
            &["incident_id", "record_id", "touch"],
            vec![
                uuid("incident_id"),
                uuid("record_id"),
                string("touch"),
                big_integer("first_at"),
                big_integer("added_at"),
                string("added_by"),
            ],
        ),
        table(
            "data_incident_duties",
            &["incident_id", "duty"],
            vec![
                uuid("incident_id"),
                string("duty"),
                string("state"),
                big_integer_null("at"),
                string_null("actor"),
                binary_null("sealed"),
            ],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("office_records_by_kind", "office_records", &["kind", "day"]),
        index("data_incidents_by_time", "data_incidents", &["noticed_at"]),
    ]
}
