//! In which phase people are, and were: the newest row holds.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_phases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub record_id: Uuid,
    pub phase: String,
    pub since: i64,
    pub actor: String,
}

impl ActiveModelBehavior for ActiveModel {}
