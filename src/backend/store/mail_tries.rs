//! Every try of a mail, with what the server said, and what staff did with it.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{entities::mail_try, row_id::new_row_id};

/// Writes down what was done with a mail.
pub(super) async fn note_try(
    mail: Uuid,
    outcome: &str,
    account: Option<&str>,
    at: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let row = mail_try::Model {
        // What is done within one millisecond keeps its order by it.
        id: new_row_id(),
        mail_id: mail,
        at: at.as_millisecond(),
        outcome: outcome.to_owned(),
        account: account.map(str::to_owned),
    };
    mail_try::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
