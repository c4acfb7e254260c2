//! What staff have set in the place of what the file of the operator says. A row without a value says that the file holds again.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "setting_overrides")]
pub struct Model {
    /// The name of the setting.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// What the audit log calls it.
    pub id: Uuid,
    pub value: Option<String>,
    /// How often it was changed.
    pub version: i32,
    /// The account that changed it last.
    pub changed_by: String,
    pub changed_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
