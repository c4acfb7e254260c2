//! People of organisations: each has a key of their own, so that one of them can be erased for good.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation_contacts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub made_at: i64,
    pub made_by: String,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
