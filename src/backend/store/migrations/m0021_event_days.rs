//! The day of an event: who came, what staff changed by hand and why, and what they wrote to those who come. What is left of somebody
//! to be counted says whether they came.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, string, string_null, text, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct EventDayTables;

#[async_trait::async_trait]
impl MigrationTrait for EventDayTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, attendances().into_iter().chain(notices()), indexes()).await?;
        let counted = Table::alter().table("counted_submissions").add_column(string_null("attended")).take();
        manager.alter_table(counted).await
    }
}

/// A registration has one attendance, whatever two desks say at once: it is named by it.
fn attendances() -> Vec<TableCreateStatement> {
    vec![
        table(
            "attendances",
            &["registration_id"],
            vec![
                uuid("registration_id"),
                string("event_id"),
                uuid("person_id"),
                uuid("submission_id"),
                string("means"),
                big_integer("checked_in_at"),
                string("checked_in_by"),
                big_integer_null("undone_at"),
            ],
        ),
        table(
            "attendance_steps",
            &["request_id"],
            vec![
                uuid("request_id"),
                uuid("registration_id"),
                uuid("person_id"),
                uuid("submission_id"),
                string("step"),
                big_integer("at"),
                string("account"),
            ],
        ),
        table(
            "registration_reasons",
            &["id"],
            vec![
                uuid("id"),
                uuid("registration_id"),
                uuid("person_id"),
                uuid("submission_id"),
                string("action"),
                big_integer("at"),
                string("account"),
                binary("sealed"),
            ],
        ),
    ]
}

fn notices() -> Vec<TableCreateStatement> {
    vec![
        table(
            "event_notices",
            &["id"],
            vec![
                uuid("id"),
                string("event_id"),
                string("audience"),
                text("title"),
                text("text"),
                big_integer("written_at"),
                string("written_by"),
            ],
        ),
        table("event_notice_mails", &["mail_id"], vec![uuid("mail_id"), uuid("notice_id")]),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("attendances_by_event", "attendances", &["event_id"]),
        index("attendances_by_submission", "attendances", &["submission_id"]),
        index("attendance_steps_by_submission", "attendance_steps", &["submission_id"]),
        index("reasons_by_registration", "registration_reasons", &["registration_id"]),
        index("mails_by_notice", "event_notice_mails", &["notice_id"]),
    ]
}
