//! Attempts that were received, so that a second try gets the first answer.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repeat_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    /// The hash of what was sent: another one under the same key is a conflict.
    pub hash: Vec<u8>,
    pub submission_id: Uuid,
    /// What was answered: a `Receipt`, by its name.
    pub receipt: String,
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
