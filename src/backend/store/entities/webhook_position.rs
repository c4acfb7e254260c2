//! How far the audit log of each writer was read for endpoints.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_positions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub writer: Uuid,
    /// The number of the last record that was read.
    pub number: i64,
}

impl ActiveModelBehavior for ActiveModel {}
