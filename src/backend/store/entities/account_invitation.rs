//! Links by which somebody takes an account over, once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_invitations")]
pub struct Model {
    /// The keyed hash of what stands at the end of the link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub account_id: Uuid,
    /// An `InvitationKind`, by its name.
    pub kind: String,
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
