//! Submissions that somebody has to look at, and those that somebody has looked at.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "held_submissions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    /// The names of the suspicions, parted by commas.
    pub reasons: String,
    /// Whether its registration counts only once its mail is confirmed.
    pub must_confirm: bool,
    pub held_at: i64,
    pub released_at: Option<i64>,
    /// The account that has released it.
    pub released_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
