//! The steps of cases, the first of which opens one.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub case_id: Uuid,
    pub record_id: Uuid,
    pub at: i64,
    pub from_status: Option<String>,
    pub to_status: String,
    /// The account.
    pub actor: String,
    /// What somebody wrote about it.
    pub sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
