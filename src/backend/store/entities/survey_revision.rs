//! The history of an answer: each submission by one invitation, the one that holds included.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub invitation_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    pub revision: i32,
    /// `visitor`, or the id of the account that filled it in on the phone.
    pub answered_by: String,
    pub answered_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
