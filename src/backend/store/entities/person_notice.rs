//! What became visible of persons and waits for staff to look at it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_notices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// A `NoticeKind`, by its name.
    pub kind: String,
    pub person_id: Uuid,
    /// The row that it is about.
    pub subject: Uuid,
    pub created_at: i64,
    /// When staff had seen to it.
    pub closed_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
