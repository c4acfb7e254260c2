//! Events over time: changes that wait for staff, reminders, newsletters and who wants them.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, binary, integer_null, string, string_null, text, text_null, uuid},
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct EventChangesMigration;

#[async_trait::async_trait]
impl MigrationTrait for EventChangesMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column a statement.
        for column in [
            string_null("content_commit"),
            text_null("join_link"),
            integer_null("reminder_hours"),
            string_null("series"),
        ] {
            manager.alter_table(Table::alter().table("events").add_column(column).take()).await?;
        }
        create_all(
            manager,
            [event_changes(), event_reminders(), newsletters(), newsletter_mails(), subscriptions(), ends()],
            indexes(),
        )
        .await
    }
}

fn event_changes() -> TableCreateStatement {
    let columns = vec![
        uuid("id"),
        string("event_id"),
        string_null("pending_event"),
        string("state"),
        text("facts"),
        text_null("before"),
        big_integer("content_time"),
        string_null("content_commit"),
        big_integer("noticed_at"),
        big_integer_null("decided_at"),
        string_null("decided_by"),
    ];
    table("event_changes", &["id"], columns)
}

fn event_reminders() -> TableCreateStatement {
    let columns = vec![uuid("mail_id"), uuid("registration_id"), big_integer("starts_at")];
    table("event_reminders", &["mail_id"], columns)
}

fn newsletters() -> TableCreateStatement {
    let columns = vec![
        uuid("id"),
        string("kind"),
        string("title"),
        text("text"),
        string_null("segment_field"),
        string_null("segment_value"),
        big_integer("written_at"),
        string("written_by"),
    ];
    table("newsletters", &["id"], columns)
}

fn newsletter_mails() -> TableCreateStatement {
    table("newsletter_mails", &["mail_id"], vec![uuid("mail_id"), uuid("newsletter_id"), binary("lookup")])
}

fn subscriptions() -> TableCreateStatement {
    let columns = vec![binary("lookup"), uuid("person_id"), uuid("submission_id"), big_integer("since")];
    table("subscriptions", &["lookup"], columns)
}

fn ends() -> TableCreateStatement {
    let columns =
        vec![uuid("id"), binary("lookup"), uuid("person_id"), big_integer("left_at"), string("way"), uuid("mail_id")];
    table("subscription_ends", &["id"], columns)
}

/// Unique ones are the database's own guards: one change of an event waits at a time, one reminder goes to a registration for
/// one start, a newsletter reaches an address once. Rows without the value are not compared.
fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("one_pending_change_per_event", "event_changes", &["pending_event"]).unique().take(),
        index("one_reminder_per_start", "event_reminders", &["registration_id", "starts_at"]).unique().take(),
        index("one_newsletter_per_address", "newsletter_mails", &["newsletter_id", "lookup"]).unique().take(),
        index("changes_by_event", "event_changes", &["event_id", "content_time"]),
        index("ends_by_time", "subscription_ends", &["left_at"]),
    ]
}
