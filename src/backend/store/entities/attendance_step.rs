//! What was done to attendances, each time by a request of its own, so that one that is sent again is known.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance_steps")]
pub struct Model {
    /// The name that whoever asked gave to this.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: Uuid,
    pub registration_id: Uuid,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    /// `in` or `undone`.
    pub step: String,
    /// When they stood at the door, or when it was undone.
    pub at: i64,
    /// The account that did it.
    pub account: String,
}

impl ActiveModelBehavior for ActiveModel {}
