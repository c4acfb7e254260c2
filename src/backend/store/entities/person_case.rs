//! Cases of people: where each stands now.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name of its pipeline.
    pub pipeline: String,
    pub record_id: Uuid,
    /// The key of the company that it is about, where there is one.
    pub organisation: Option<String>,
    /// A status of the pipeline, by its name.
    pub status: String,
    pub status_since: i64,
    /// The account that looks after it.
    pub owner: Option<String>,
    /// The day until which something has to be done, as `2026-12-01`.
    pub due_on: Option<String>,
    pub opened_at: i64,
    pub closed_at: Option<i64>,
    /// How often it was changed: who changes an older one is told.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
