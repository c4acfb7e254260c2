//! Selections of persons that staff keep.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_segments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// The account that keeps it.
    pub owner: String,
    /// What it selects by, as JSON: values that lie in clear, and never a text that was typed.
    pub query: String,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
