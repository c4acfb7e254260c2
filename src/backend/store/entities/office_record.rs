//! What the office writes down of its work, as it stands now.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office_records")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme: Option<String>,
    /// An `OfficeRecordKind`, by its name.
    pub kind: String,
    /// The day that it is about, as `2026-12-01`.
    pub day: String,
    /// A `HandOverState`, by its name.
    pub state: Option<String>,
    pub made_at: i64,
    pub made_by: String,
    pub edited_at: i64,
    pub edited_by: String,
    pub version: i32,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
