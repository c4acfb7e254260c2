//! Mails by which somebody looks at a template, as they are found.

use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::store::entities::{account, template_trial};

/// Whether a mail is one.
pub(in crate::store) async fn is_template_trial(mail: Uuid, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    Ok(template_trial::Entity::find_by_id(mail).one(db).await?.is_some())
}

/// The template of such a mail, and whom it goes to; `None` if it is none.
pub(in crate::store) async fn trial_of(
    mail: Uuid,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(String, account::Model)>> {
    let Some(trial) = template_trial::Entity::find_by_id(mail).one(db).await? else { return Ok(None) };
    let account = account::Entity::find_by_id(trial.account).one(db).await?;
    Ok(account.map(|account| (trial.name, account)))
}
