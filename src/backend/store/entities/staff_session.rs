//! Where accounts are signed in.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_sessions")]
pub struct Model {
    /// The keyed hash of what the browser sends.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// What it is called where it is listed.
    pub id: Uuid,
    pub account_id: Uuid,
    /// As in `known_browsers`.
    pub browser: Vec<u8>,
    pub created_at: i64,
    /// When it was used last, to a minute.
    pub seen_at: i64,
    /// When it ends however much it is used.
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
