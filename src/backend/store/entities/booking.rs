//! A time with a counsellor or a company.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bookings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of its definition.
    pub booking: String,
    /// The key of the counsellor or company.
    pub resource: String,
    /// What is booked and with whom, as people read it.
    pub title: String,
    /// How they meet: a `Channel`, by its name.
    pub channel: String,
    /// The address at work of the other side.
    pub host_mail: Option<String>,
    pub person_id: Uuid,
    #[sea_orm(unique)]
    pub submission_id: Uuid,
    /// The keyed hash of the address that booked, where the form asks for one.
    pub lookup: Option<Vec<u8>>,
    /// A `BookingState`, by its name.
    pub state: String,
    pub starts_at: i64,
    pub ends_at: i64,
    /// Its cells, buffers included, from this one on.
    pub first_cell: i64,
    /// And up to the one before this.
    pub past_cell: i64,
    /// When it was to be before it was moved last.
    pub moved_from: Option<i64>,
    /// How long it was to last then.
    pub moved_until: Option<i64>,
    /// What it was called before it was handed to somebody else.
    pub moved_title: Option<String>,
    /// Where its two sides meet by video.
    pub join_sealed: Option<Vec<u8>>,
    /// When the time of an unconfirmed one is given to others.
    pub expires_at: Option<i64>,
    pub created_at: i64,
    /// How often the calendar file has changed.
    pub sequence: i32,
}

impl ActiveModelBehavior for ActiveModel {}
