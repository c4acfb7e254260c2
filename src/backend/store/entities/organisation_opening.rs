//! Open places of organisations, by what somebody would do there.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation_openings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: Uuid,
    /// Which line of its list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub occupation: String,
    pub openings: i32,
}

impl ActiveModelBehavior for ActiveModel {}
