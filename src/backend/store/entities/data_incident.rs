//! What happened to personal data that must not have. What is wrong with the server is an `incident`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_incidents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub noticed_at: i64,
    /// Whether somebody may have meant harm.
    pub is_malicious: bool,
    pub made_at: i64,
    pub made_by: String,
    pub edited_at: i64,
    pub edited_by: String,
    pub version: i32,
    pub sealed: Vec<u8>,
    pub closed_at: Option<i64>,
    pub closed_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
