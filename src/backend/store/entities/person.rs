//! A person, or somebody who has not yet confirmed to be one.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "persons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: i64,
    /// When an address of theirs was verified; until then the person is provisional.
    pub verified_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
