//! What is done again and again while messages are being sent: mails with room go to the outbox, and what was stopped is held.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{message_feed::MessageFeed, message_sending::StoppedMails};
use crate::{
    intake::messages::MessageState,
    store::{Store, entities::message},
};

impl Store {
    /// Adds as many mails of messages to the outbox as have room at `now`, and gives how many. What was stopped is held.
    pub async fn feed_messages(&self, now: Timestamp) -> anyhow::Result<u64> {
        let mut count = 0;
        for message in ids_in(MessageState::Stopped, &self.databases.readers).await? {
            self.write(StoppedMails(message)).await?;
        }
        for message in ids_in(MessageState::Sending, &self.databases.readers).await? {
            count += self.write(MessageFeed::new(message, self.keys.clone(), now)).await?;
        }
        Ok(count)
    }
}

/// The messages of a state, those that began first before the others.
async fn ids_in(state: MessageState, db: &impl ConnectionTrait) -> anyhow::Result<Vec<Uuid>> {
    let rows = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(message::Column::State.eq(state.name()))
        .order_by_asc(message::Column::StartedAt)
        .order_by_asc(message::Column::Id);
    Ok(rows.into_tuple().all(db).await?)
}
