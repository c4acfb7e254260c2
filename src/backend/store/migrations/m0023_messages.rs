//! What staff write to people, who is to get it and who does not, and every try of a mail.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary_null, integer, string, string_null, text, text_null, uuid, uuid_null,
    },
};

use super::shape::{create_all, index, table};

#[derive(DeriveMigrationName)]
pub struct MessageTables;

#[async_trait::async_trait]
impl MigrationTrait for MessageTables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_all(manager, [messages(), recipients()].into_iter().chain(mails()), indexes()).await
    }
}

fn messages() -> TableCreateStatement {
    table(
        "messages",
        &["id"],
        vec![
            uuid("id"),
            uuid_null("record_id"),
            string_null("event_id"),
            text("selection"),
            string_null("programme"),
            string("purpose"),
            string("state"),
            string_null("subject"),
            text_null("text"),
            binary_null("sealed"),
            integer("version"),
            integer("rate_per_minute"),
            string("account"),
            big_integer("written_at"),
            big_integer_null("started_at"),
            big_integer_null("ended_at"),
        ],
    )
}

fn recipients() -> TableCreateStatement {
    table(
        "message_recipients",
        &["message_id", "record_id"],
        vec![
            uuid("message_id"),
            uuid("record_id"),
            string("state"),
            string_null("reason"),
            uuid_null("mail_id"),
            binary_null("lookup"),
            big_integer_null("queued_at"),
        ],
    )
}

fn mails() -> Vec<TableCreateStatement> {
    vec![
        table("message_trials", &["mail_id"], vec![uuid("mail_id"), uuid("message_id"), uuid("account")]),
        table(
            "mail_tries",
            &["id"],
            vec![uuid("id"), uuid("mail_id"), big_integer("at"), string("outcome"), string_null("account")],
        ),
    ]
}

/// The unique one is the database's own guard: no address gets a message twice, whatever the program says. Those who have not got it
/// yet, or do not, have none there, and are not compared.
fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("one_message_per_address", "message_recipients", &["message_id", "lookup"]).unique().take(),
        index("recipients_by_state", "message_recipients", &["message_id", "state", "record_id"]),
        index("recipients_by_record", "message_recipients", &["record_id"]),
        index("recipients_by_mail", "message_recipients", &["mail_id"]),
        index("recipients_by_time", "message_recipients", &["queued_at"]),
        index("messages_by_state", "messages", &["state", "started_at"]),
        index("messages_by_record", "messages", &["record_id"]),
        index("trials_by_message", "message_trials", &["message_id"]),
        index("tries_by_mail", "mail_tries", &["mail_id", "at"]),
    ]
}
