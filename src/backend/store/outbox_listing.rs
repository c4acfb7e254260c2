//! The outbox as a list, for whoever looks at it: nothing is claimed by looking.

use anyhow::Context;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{ClaimedMail, MailState, Store, entities::outbox_mail, outbox_queue::claimed};

/// A mail of the outbox, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The mail as its next attempt will have it.
    pub mail: ClaimedMail,
    /// What became of it.
    pub state: MailState,
    /// When it is tried next, while it waits; else when that was.
    pub due_at: Timestamp,
    /// What the server said last: its codes.
    pub reply: Option<String>,
}

impl Store {
    /// The newest mails, newest first.
    pub async fn newest_mails(&self, most: u64) -> anyhow::Result<Vec<OutboxEntry>> {
        let rows = outbox_mail::Entity::find()
            .order_by_desc(outbox_mail::Column::CreatedAt)
            .order_by_asc(outbox_mail::Column::Id)
            .limit(most)
            .all(&self.databases.readers)
            .await?;
        rows.iter().map(entry).collect()
    }

    /// A mail by what it is called; `None` if there is none.
    pub async fn find_mail(&self, id: Uuid) -> anyhow::Result<Option<OutboxEntry>> {
        let row = outbox_mail::Entity::find().filter(outbox_mail::Column::Id.eq(id)).one(&self.databases.readers);
        row.await?.as_ref().map(entry).transpose()
    }
}

fn entry(row: &outbox_mail::Model) -> anyhow::Result<OutboxEntry> {
    Ok(OutboxEntry {
        mail: claimed(row)?,
        state: MailState::of_name(&row.state).with_context(|| format!("a mail cannot be {}", row.state))?,
        due_at: Timestamp::from_millisecond(row.due_at)?,
        reply: row.reply.clone(),
    })
}
