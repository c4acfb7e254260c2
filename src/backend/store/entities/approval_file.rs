//! Files of versions that are to be approved. The bytes lie elsewhere, under the row's id; here lies what opens them. A row is never
//! changed but by what looks for viruses.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub item_id: Uuid,
    pub made_by: String,
    pub made_at: i64,
    pub size_bytes: i64,
    /// What its bytes in clear are known by.
    pub hash: Vec<u8>,
    /// An `UploadState`, by its name.
    pub state: String,
    /// When it is looked at next.
    pub scan_at: i64,
    /// How often looking at it has failed.
    pub failures: i32,
    /// Its name, its type and its key, under the key of what is to be approved.
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
