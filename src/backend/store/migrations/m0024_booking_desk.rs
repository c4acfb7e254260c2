//! What staff say of counsellors and companies, of talks, questions and texts: when somebody is away or there beside their hours,
//! where they meet people, what became of a talk and why it was changed, that a question is answered, words on what people wrote.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, string, string_null, text, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct BookingDeskTables;

#[async_trait::async_trait]
impl MigrationTrait for BookingDeskTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, hosts().into_iter().chain(talks()).chain(texts()), indexes()).await
    }
}

fn hosts() -> Vec<TableCreateStatement> {
    vec![
        table(
            "host_times",
            &["id"],
            vec![
                uuid("id"),
                string("resource"),
                string("kind"),
                big_integer("starts_at"),
                big_integer("ends_at"),
                text("reason"),
                big_integer("made_at"),
                string("made_by"),
                big_integer_null("ended_at"),
                string_null("ended_by"),
            ],
        ),
        table(
            "host_addresses",
            &["resource"],
            vec![string("resource"), text("address"), big_integer("set_at"), string("set_by")],
        ),
    ]
}

/// A booking has one mark, whatever two of the staff say at once: it is named by it.
fn talks() -> Vec<TableCreateStatement> {
    vec![
        table(
            "booking_marks",
            &["booking_id"],
            vec![
                uuid("booking_id"),
                uuid("person_id"),
                uuid("submission_id"),
                string("mark"),
                big_integer("at"),
                string("account"),
            ],
        ),
        table(
            "booking_reasons",
            &["id"],
            vec![
                uuid("id"),
                uuid("booking_id"),
                uuid("person_id"),
                uuid("submission_id"),
                string("action"),
                big_integer("at"),
                string("account"),
                binary("sealed"),
            ],
        ),
        table(
            "counted_bookings",
            &["id"],
            vec![uuid("id"), string("booking"), string("month"), string("state"), string_null("mark")],
        ),
    ]
}

fn texts() -> Vec<TableCreateStatement> {
    vec![
        table(
            "questions",
            &["submission_id"],
            vec![
                uuid("submission_id"),
                uuid("person_id"),
                big_integer("due_at"),
                big_integer_null("answered_at"),
                string_null("answered_by"),
            ],
        ),
        table(
            "text_tags",
            &["submission_id", "field", "tag"],
            vec![uuid("submission_id"), string("field"), string("tag"), big_integer("at"), string("actor")],
        ),
    ]
}

/// The unique one is the database's own guard: the very same time of a host is there once, whatever two windows say at once. What was
/// taken back can be said again.
fn indexes() -> Vec<IndexCreateStatement> {
    let mut once = index("one_host_time", "host_times", &["resource", "kind", "starts_at", "ends_at"]).unique().take();
    vec![
        once.and_where(Expr::col("ended_at").is_null()).take(),
        index("host_times_by_end", "host_times", &["resource", "ends_at"]),
        index("open_questions", "questions", &["due_at"]).and_where(Expr::col("answered_at").is_null()).take(),
        index("questions_by_answer", "questions", &["answered_at"]),
        index("marks_by_submission", "booking_marks", &["submission_id"]),
        index("reasons_by_booking", "booking_reasons", &["booking_id"]),
        index("booking_reasons_by_submission", "booking_reasons", &["submission_id"]),
        index("counted_bookings_by_month", "counted_bookings", &["month"]),
    ]
}
