//! What became of a talk when its time had come.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_marks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub booking_id: Uuid,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    /// A `BookingMark`, by its name.
    pub mark: String,
    pub at: i64,
    /// The account that said so.
    pub account: String,
}

impl ActiveModelBehavior for ActiveModel {}
