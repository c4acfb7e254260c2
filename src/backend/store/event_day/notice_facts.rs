//! What a notice to those who come to an event says, for the mail that says it.

use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::store::entities::{event_notice, event_notice_mail};

/// A notice as its mail says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventNoticeFacts {
    /// Its subject.
    pub title: String,
    /// What it says.
    pub text: String,
}

/// What a notice says; `None` for a mail that is none.
pub(in crate::store) async fn notice_facts(
    mail: Uuid,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<EventNoticeFacts>> {
    let Some(sent) = event_notice_mail::Entity::find_by_id(mail).one(db).await? else { return Ok(None) };
    let found = event_notice::Entity::find_by_id(sent.notice_id).one(db).await?;
    Ok(found.map(|row| EventNoticeFacts { title: row.title, text: row.text }))
}
