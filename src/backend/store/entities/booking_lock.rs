//! What is locked while the time of a counsellor, a company or a person is given out: a row for each.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_locks")]
pub struct Model {
    /// As in `booking_cells`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource: String,
}

impl ActiveModelBehavior for ActiveModel {}
