//! That somebody wants to talk with a company at its table.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fair_wishes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    /// The key of the company.
    #[sea_orm(primary_key, auto_increment = false)]
    pub company: String,
    pub event_id: String,
    pub person_id: Uuid,
    /// Its place among the wishes, from 1.
    pub place: i32,
    /// A `FairPart`, by its name.
    pub part: String,
    /// When times were given out for it, or found not to be there; none as long as there is no seat at the event.
    pub decided_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
