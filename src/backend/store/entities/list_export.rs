//! Lists that staff took away as files.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "list_exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: i64,
    /// The account that took it.
    pub account: String,
    /// Which list: the address of its page.
    pub list: String,
    pub format: String,
    /// Why, in the words of whoever took it.
    pub reason: String,
    pub row_count: i64,
}

impl ActiveModelBehavior for ActiveModel {}
