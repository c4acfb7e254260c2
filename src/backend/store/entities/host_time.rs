//! When a counsellor or company is away, or there beside their hours, as staff said.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "host_times")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The key of the counsellor or company.
    pub resource: String,
    /// A `HostTimeKind`, by its name.
    pub kind: String,
    pub starts_at: i64,
    pub ends_at: i64,
    /// Why, in words that name nobody who books.
    pub reason: String,
    pub made_at: i64,
    /// The account that said so.
    pub made_by: String,
    /// When it was taken back.
    pub ended_at: Option<i64>,
    /// By which account.
    pub ended_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
