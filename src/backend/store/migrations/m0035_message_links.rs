//! What staff wrote to those who come to an event, on a page of its own, is a message like all others from here on. A message can
//! answer a question.

use sea_orm_migration::{prelude::*, schema::uuid_null};

#[derive(DeriveMigrationName)]
pub struct MessageLinks;

/// The messages. A notice was sent as soon as it was written.
const MESSAGES: &str = "INSERT INTO messages (id, event_id, selection, programme, purpose, state, subject, text, version, \
                        rate_per_minute, account, written_at, started_at, ended_at) \
                        SELECT id, event_id, '{\"attendees\":\"' || audience || '\"}', event_id, 'event', 'sent', title, text, 1, 0, \
                        written_by, written_at, written_at, written_at FROM event_notices";

/// Their readers. Of two mails to one record, the first counts.
const READERS: &str = "INSERT INTO message_recipients (message_id, record_id, state, mail_id, queued_at) \
                       SELECT sent.notice_id, mail.person_id, 'queued', mail.id, mail.created_at FROM event_notice_mails sent \
                       JOIN outbox_mails mail ON mail.id = sent.mail_id WHERE NOT EXISTS (SELECT 1 FROM event_notice_mails other \
                       JOIN outbox_mails earlier ON earlier.id = other.mail_id WHERE other.notice_id = sent.notice_id \
                       AND earlier.person_id = mail.person_id AND earlier.id < mail.id)";

/// Their mails.
const MAILS: &str = "UPDATE outbox_mails SET kind = 'message-event' WHERE kind = 'event-notice'";

#[async_trait::async_trait]
impl MigrationTrait for MessageLinks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [MESSAGES, READERS, MAILS] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        for name in ["event_notice_mails", "event_notices"] {
            manager.drop_table(Table::drop().table(name).take()).await?;
        }
        for (name, column) in [("messages", uuid_null("question_id")), ("questions", uuid_null("message_id"))] {
            manager.alter_table(Table::alter().table(name).add_column(column).take()).await?;
        }
        Ok(())
    }
}
