//! Talks at the tables of fairs: which tables there are, who wishes to talk with whom, who does, who is followed up; and what a booking
//! was called before it was handed to another counsellor or company.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string, string_null, text_null, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct FairTalks;

#[async_trait::async_trait]
impl MigrationTrait for FairTalks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, column) in [("bookings", string_null("moved_title")), ("events", text_null("fair"))] {
            manager.alter_table(Table::alter().table(name).add_column(column).take()).await?;
        }
        create_all(manager, [wishes(), talks(), follow_ups(), counted()], indexes()).await
    }
}

fn wishes() -> TableCreateStatement {
    table(
        "fair_wishes",
        &["submission_id", "company"],
        vec![
            uuid("submission_id"),
            string("company"),
            string("event_id"),
            uuid("person_id"),
            integer("place"),
            string("part"),
            big_integer_null("decided_at"),
        ],
    )
}

/// That no two talks share a seat at a time is guarded by `booking_cells`.
fn talks() -> TableCreateStatement {
    table(
        "fair_talks",
        &["id"],
        vec![
            uuid("id"),
            string("event_id"),
            string("company"),
            string("label"),
            integer("seat"),
            uuid("person_id"),
            uuid("submission_id"),
            big_integer("starts_at"),
            big_integer("ends_at"),
            big_integer("first_cell"),
            big_integer("past_cell"),
            string("state"),
            big_integer("made_at"),
            string_null("made_by"),
            big_integer_null("changed_at"),
            string_null("changed_by"),
        ],
    )
}

/// The key is the database's own guard: two who press at once follow nobody up twice.
fn follow_ups() -> TableCreateStatement {
    table(
        "fair_follow_ups",
        &["submission_id", "company"],
        vec![
            uuid("submission_id"),
            string("company"),
            string("event_id"),
            uuid("person_id"),
            uuid("case_id"),
            big_integer("made_at"),
            string("made_by"),
        ],
    )
}

fn counted() -> TableCreateStatement {
    table("counted_talks", &["id"], vec![uuid("id"), string("event_id"), string_null("state")])
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("fair_wishes_by_event", "fair_wishes", &["event_id"]),
        index("fair_talks_by_event", "fair_talks", &["event_id", "starts_at"]),
        index("fair_talks_by_submission", "fair_talks", &["submission_id"]),
        index("fair_follow_ups_by_company", "fair_follow_ups", &["company"]),
        index("counted_talks_by_event", "counted_talks", &["event_id"]),
        index("fair_follow_ups_by_event", "fair_follow_ups", &["event_id"]),
    ]
}
