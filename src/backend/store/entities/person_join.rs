//! Which record belongs to which other one. A record is what came under one key; a person is a record that belongs to
//! no other, with all that belong to it. Nothing is encrypted anew for it, and taking the row away parts them again.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_joins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// The record that it belongs to, which may belong to another one.
    pub into_id: Uuid,
    /// A `JoinReason`, by its name.
    pub reason: String,
    pub joined_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
