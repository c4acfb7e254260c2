//! What records said before they were edited, as it was encrypted then.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office_record_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub office_record_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub day: String,
    pub state: Option<String>,
    pub edited_at: i64,
    pub edited_by: String,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
