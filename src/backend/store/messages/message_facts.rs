//! What the mails of a message say, for whoever writes them.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::message_words::read_words;
use crate::{
    intake::{MailKind, messages::MessagePurpose},
    store::{
        Keys,
        entities::{account, event, message, message_recipient, message_trial},
    },
};

/// A message as its mails say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFacts {
    /// Its subject, with placeholders.
    pub subject: String,
    /// What it says, with placeholders.
    pub text: String,
    /// The event that it is about.
    pub event: Option<MessageEvent>,
    /// Whether it goes to whoever writes it.
    pub is_trial: bool,
}

/// An event as messages tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageEvent {
    /// What it is called.
    pub title: String,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Where it is.
    pub place: String,
    /// The path of its page on the site.
    pub url: String,
}

/// As what a message of a purpose is sent.
pub(super) fn mail_kind(purpose: MessagePurpose) -> MailKind {
    match purpose {
        MessagePurpose::Service => MailKind::Message,
        MessagePurpose::News => MailKind::MessageNews,
        MessagePurpose::Event => MailKind::MessageEvent,
    }
}

/// What the mail of a message says; `None` for a mail that is none, or whose person's key is gone.
pub(in crate::store) async fn message_facts(
    mail: Uuid,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<MessageFacts>> {
    let recipient = message_recipient::Entity::find().filter(message_recipient::Column::MailId.eq(mail));
    let Some(recipient) = recipient.one(db).await? else { return Ok(None) };
    let Some(row) = message::Entity::find_by_id(recipient.message_id).one(db).await? else { return Ok(None) };
    facts_of(&row, false, keys, db).await
}

/// The same of a mail to whoever writes it, with their address and what they are called.
pub(in crate::store) async fn trial_facts(
    mail: Uuid,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(account::Model, MessageFacts)>> {
    let Some(trial) = message_trial::Entity::find_by_id(mail).one(db).await? else { return Ok(None) };
    let Some(account) = account::Entity::find_by_id(trial.account).one(db).await? else { return Ok(None) };
    let Some(row) = message::Entity::find_by_id(trial.message_id).one(db).await? else { return Ok(None) };
    // Whoever may not come in any more reads nothing either.
    let is_there = account.disabled_at.is_none();
    let facts = facts_of(&row, true, keys, db).await?;
    Ok(facts.filter(|_| is_there).map(|facts| (account, facts)))
}

async fn facts_of(
    row: &message::Model,
    is_trial: bool,
    keys: &Keys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<MessageFacts>> {
    let Some((subject, text)) = read_words(row, keys, db).await? else { return Ok(None) };
    let event = read_event(row, db).await?;
    Ok(Some(MessageFacts { subject, text, event, is_trial }))
}

/// The event that a message is about.
pub(super) async fn read_event(
    row: &message::Model,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<MessageEvent>> {
    let Some(id) = &row.event_id else { return Ok(None) };
    event::Entity::find_by_id(id).one(db).await?.as_ref().map(MessageEvent::of).transpose()
}

impl MessageEvent {
    /// The same of a row.
    pub(in crate::store) fn of(row: &event::Model) -> anyhow::Result<Self> {
        Ok(Self {
            title: row.title.clone(),
            starts_at: Timestamp::from_millisecond(row.starts_at)?,
            ends_at: Timestamp::from_millisecond(row.ends_at)?,
            place: row.place.clone(),
            url: row.url.clone(),
        })
    }
}
