//! What staff wrote to those who come to an event, or who came.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_notices")]
pub struct Model {
    /// The name that whoever asked gave to it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: String,
    /// To whom: a `NoticeAudience`, by its name.
    pub audience: String,
    /// The subject.
    pub title: String,
    /// What it says, as lines of text.
    pub text: String,
    pub written_at: i64,
    /// The account that wrote it.
    pub written_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
