//! A word that staff put on what somebody wrote, to count what many write of.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "text_tags")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub submission_id: Uuid,
    /// The name of the field.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag: String,
    pub at: i64,
    /// The account that put it there.
    pub actor: String,
}

impl ActiveModelBehavior for ActiveModel {}
