//! What a newsletter says, for the mail that says it.

use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::entities::{newsletter, newsletter_mail};

/// A newsletter as its mail says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsletterFacts {
    /// Its subject.
    pub title: String,
    /// What it says.
    pub text: String,
}

/// What a newsletter says; `None` for a mail that is none.
pub(super) async fn newsletter_facts(mail: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<Option<NewsletterFacts>> {
    let Some(sent) = newsletter_mail::Entity::find_by_id(mail).one(db).await? else { return Ok(None) };
    let found = newsletter::Entity::find_by_id(sent.newsletter_id).one(db).await?;
    Ok(found.map(|row| NewsletterFacts { title: row.title, text: row.text }))
}
