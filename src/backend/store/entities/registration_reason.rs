//! How a registration was changed, and why in the words of whoever did it; where it was before and after, since it itself says only
//! where it is now.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration_reasons")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub registration_id: Uuid,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    /// What was done, as the audit log calls it.
    pub action: String,
    pub at: i64,
    /// The account that did it.
    pub account: String,
    /// The words, under the key of the person; none where a visitor did it.
    pub sealed: Vec<u8>,
    /// Where it was: `None` if nothing says so, as of all before these were kept.
    pub from_event: Option<String>,
    pub from_attendance: Option<String>,
    pub from_seats: Option<i32>,
    /// Where it is from then on: `None` if it is over, or nothing says so.
    pub to_event: Option<String>,
    pub to_attendance: Option<String>,
    pub to_seats: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
