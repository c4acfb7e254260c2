//! Two persons that staff put together, and whether they parted them again.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_merges")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kept_id: Uuid,
    pub merged_id: Uuid,
    /// The account that did it.
    pub actor: String,
    pub merged_at: i64,
    pub undone_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
