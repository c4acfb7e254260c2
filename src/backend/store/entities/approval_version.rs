//! Fixed versions: what was decided is exactly what the hash is of. A row is never changed once it is decided.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "approval_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub made_by: String,
    pub made_at: i64,
    pub hash: Vec<u8>,
    /// What it says.
    pub sealed: Vec<u8>,
    /// An `ApprovalState`, by its name.
    pub decision: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<i64>,
    pub remark_sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
