//! When backups were written, and when one was tried.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "backup_runs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// A `BackupRunKind`, by its name.
    pub kind: String,
    /// The moment of the data.
    pub taken_at: i64,
    /// When it was done.
    pub ended_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
