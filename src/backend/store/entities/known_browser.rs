//! Browsers that accounts have signed in with: what others fail to do does not slow them down.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_browsers")]
pub struct Model {
    /// The keyed hash of what the browser sends.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
