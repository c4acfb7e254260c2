//! What was written down of an incident before it was edited.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_incident_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub incident_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub noticed_at: i64,
    pub is_malicious: bool,
    pub edited_at: i64,
    pub edited_by: String,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
