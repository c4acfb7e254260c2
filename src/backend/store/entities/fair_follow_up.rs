//! That somebody and a company who did not talk at a fair are followed up.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fair_follow_ups")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    /// The key of the company.
    #[sea_orm(primary_key, auto_increment = false)]
    pub company: String,
    pub event_id: String,
    pub person_id: Uuid,
    /// The case in which that is done.
    pub case_id: Uuid,
    pub made_at: i64,
    /// The account that had it made.
    pub made_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
