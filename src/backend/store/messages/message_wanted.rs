//! Whether the mail of a message is still wanted when it is handed over.

use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::{
    intake::SubmissionId,
    store::{
        entities::{consent, message_trial, newsletter_mail},
        newsletters::is_newsletter_wanted,
    },
};

/// Whether a mail goes to whoever writes a message.
pub(in crate::store) async fn is_message_trial(mail: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    Ok(message_trial::Entity::find_by_id(mail).one(db).await?.is_some())
}

/// Whether somebody still gets a message when its mail is handed over: they have not taken their consent back, nor left the news. To
/// whoever writes it, it goes in any case.
pub(in crate::store) async fn is_message_wanted(
    mail: Uuid,
    submission: SubmissionId,
    db: &impl ConnectionTrait,
) -> anyhow::Result<bool> {
    if is_message_trial(mail, db).await? {
        return Ok(true);
    }
    let consent = consent::Entity::find_by_id(submission.0).one(db).await?;
    if consent.is_some_and(|consent| consent.withdrawn_at.is_some()) {
        return Ok(false);
    }
    // Of news alone there is a row among the newsletters.
    match newsletter_mail::Entity::find_by_id(mail).one(db).await? {
        Some(_) => is_newsletter_wanted(mail, db).await,
        None => Ok(true),
    }
}
