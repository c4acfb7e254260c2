//! A question that staff have to answer, and that they did.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "questions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    pub person_id: Uuid,
    /// Until when it is to be answered.
    pub due_at: i64,
    pub answered_at: Option<i64>,
    /// The account that said so.
    pub answered_by: Option<String>,
    /// The message that answered it, where it was one.
    pub message_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
