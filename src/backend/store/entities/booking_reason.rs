//! Why staff changed a booking by hand, in their own words.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_reasons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub booking_id: Uuid,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    /// What was done, as the audit log calls it.
    pub action: String,
    pub at: i64,
    /// The account that did it.
    pub account: String,
    /// The words, under the key of the person.
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
