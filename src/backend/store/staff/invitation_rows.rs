//! Links to accounts as they are found.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use strum::VariantArray;

use super::secret_token::TokenPurpose;
use crate::{
    intake::HashKey,
    store::entities::{account, account_invitation},
};

/// Why there is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum InvitationKind {
    /// The account is new.
    Invite,
    /// It was reset.
    Reset,
}

impl InvitationKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
}

/// An invitation that is good at this moment, with its account, which may be used.
pub(super) async fn find_invitation(
    token: &str,
    now: Timestamp,
    key: &HashKey,
    db: &impl ConnectionTrait,
) -> anyhow::Result<Option<(account_invitation::Model, account::Model)>> {
    let hash = TokenPurpose::Invitation.hash(token, key).to_vec();
    let found = account_invitation::Entity::find_by_id(hash)
        .filter(account_invitation::Column::ExpiresAt.gt(now.as_millisecond()));
    let Some(invitation) = found.one(db).await? else { return Ok(None) };
    let account = account::Entity::find_by_id(invitation.account_id).filter(account::Column::DisabledAt.is_null());
    Ok(account.one(db).await?.map(|account| (invitation, account)))
}
