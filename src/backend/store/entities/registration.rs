//! A person at an event, alone or with a group.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registrations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: String,
    /// `venue` or `online`.
    pub attendance: String,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    /// The keyed hash of the address, as long as the registration is active: one address has one at an event.
    pub active_lookup: Option<Vec<u8>>,
    /// A `RegistrationState`, by its name.
    pub state: String,
    /// The number by which it holds its seats: nobody else at this place of the event has it.
    pub seat: Option<i32>,
    /// The number in line: nobody else at this event has it.
    pub in_line: Option<i64>,
    /// When an offer, or the seat of an unconfirmed registration, ends.
    pub expires_at: Option<i64>,
    pub created_at: i64,
    /// How often the calendar file has changed.
    pub sequence: i32,
    /// How many seats it holds or asks for: one, or as many as the group is large.
    pub seats: i32,
}

impl ActiveModelBehavior for ActiveModel {}
