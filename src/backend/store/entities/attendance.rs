//! Who came to an event: a row for each registration that was let in.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attendances")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration_id: Uuid,
    pub event_id: String,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    /// By what they were known: a `CheckInMeans`, by its name.
    pub means: String,
    pub checked_in_at: i64,
    /// The account that let them in.
    pub checked_in_by: String,
    /// When staff said that it was a mistake. Whoever is let in again has none.
    pub undone_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
