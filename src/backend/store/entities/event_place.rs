//! A place of an event at which seats are given out: in the room, or online.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_places")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: String,
    /// `venue` or `online`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub attendance: String,
    /// How many seats there are; none for a place that takes everybody.
    pub capacity: Option<i32>,
    /// The number in line of whoever comes next.
    pub next_in_line: i64,
}

impl ActiveModelBehavior for ActiveModel {}
