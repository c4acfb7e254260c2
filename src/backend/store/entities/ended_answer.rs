//! Answers of which a shorter term is over than that of their form: they are deleted, and the rest of what was sent stays.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ended_answers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    /// The field of the form.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    pub ended_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
