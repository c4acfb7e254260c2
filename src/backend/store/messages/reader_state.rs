//! How far a message has come with each of its readers.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use strum::VariantArray;
use uuid::Uuid;

use crate::{
    intake::{MailKind, messages::SkipReason},
    store::entities::message_recipient,
};

/// How far a message has come with one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub(in crate::store) enum RecipientState {
    /// They are to get it.
    Pending,
    /// It is in the outbox, or was.
    Queued,
    /// They do not get it.
    Skipped,
}

impl RecipientState {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Queued => "queued",
            Self::Skipped => "skipped",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|state| state.name() == name)
    }
}

/// Writes down why somebody does not get a message whose mail was not wanted any more when it was to be handed over.
pub(in crate::store) async fn note_dropped(
    mail: Uuid,
    kind: MailKind,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let reason = match kind {
        MailKind::MessageNews => SkipReason::NotSubscribed,
        MailKind::MessageEvent => SkipReason::NotComing,
        _ => SkipReason::ConsentWithdrawn,
    };
    message_recipient::Entity::update_many()
        .col_expr(message_recipient::Column::State, Expr::value(RecipientState::Skipped.name()))
        .col_expr(message_recipient::Column::Reason, Expr::value(reason.name()))
        .filter(message_recipient::Column::MailId.eq(mail))
        .exec(db)
        .await?;
    Ok(())
}
