//! Where a counsellor or company meets people by video whose booking has no address of its own.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "host_addresses")]
pub struct Model {
    /// The key of the counsellor or company.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource: String,
    pub address: String,
    pub set_at: i64,
    /// The account that wrote it down.
    pub set_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
