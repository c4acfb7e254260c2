//! What an invitation was answered with: one row, which says what holds.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_responses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// No two rows have the same.
    pub invitation_id: Uuid,
    /// The submission that holds.
    pub submission_id: Uuid,
    /// How often it was revised.
    pub revision: i32,
    /// The hash of what was answered, so that a repeat is known.
    pub hash: Vec<u8>,
    pub answered_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
