//! Requests of programs that are not to be done twice.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_id: Uuid,
    /// The keyed hash of what the program calls it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name_hash: Vec<u8>,
    /// The keyed hash of what was asked.
    pub body_hash: Vec<u8>,
    /// The row that came of it.
    pub made_id: Uuid,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
