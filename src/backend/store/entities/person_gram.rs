//! By what hashes of letters persons are found: `intake::search` says what they are of.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_grams")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub gram: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
