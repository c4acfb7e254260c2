//! What accounts may do.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_grants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// A `StaffRole`, by its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    /// The programme; empty for every one.
    #[sea_orm(primary_key, auto_increment = false)]
    pub programme: String,
}

impl ActiveModelBehavior for ActiveModel {}
