//! What is left of a booking whose person is gone, for figures.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counted_bookings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of its definition.
    pub booking: String,
    /// The month in which it was to be, in Japan: `2026-12`.
    pub month: String,
    /// A `BookingState`, by its name.
    pub state: String,
    /// A `BookingMark`, by its name.
    pub mark: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
