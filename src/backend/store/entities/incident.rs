//! Times in which a person had to look after the server.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incidents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// An `AlertKind`, by its name.
    pub kind: String,
    /// The same as long as it is open: there is one open incident of a kind.
    #[sea_orm(unique)]
    pub open_kind: Option<String>,
    pub opened_at: i64,
    /// When it was so last.
    pub seen_at: i64,
    /// How many of the list have been told.
    pub told: i32,
    pub acknowledged_at: Option<i64>,
    /// The account that looks after it.
    pub acknowledged_by: Option<String>,
    pub closed_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
