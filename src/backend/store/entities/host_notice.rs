//! What the other side of a booking is told once its person is erased: what they know already, and nothing of who was to come.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "host_notices")]
pub struct Model {
    /// The mail, which is about no submission any more.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    /// What the booking is called in the calendar of the other side.
    pub booking_id: Uuid,
    /// The name of its definition.
    pub booking: String,
    /// The key of the counsellor or company.
    pub resource: String,
    /// What was booked and with whom, as people read it.
    pub title: String,
    /// How they were to meet: a `Channel`, by its name.
    pub channel: String,
    /// The address at work of the other side.
    pub host_mail: String,
    pub starts_at: i64,
    pub ends_at: i64,
    /// How often the calendar file has changed, this time included.
    pub sequence: i32,
}

impl ActiveModelBehavior for ActiveModel {}
