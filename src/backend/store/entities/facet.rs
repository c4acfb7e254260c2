//! Values that are known of persons in clear, by their numbers.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "facets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// A `FacetKind`, by its name.
    pub kind: String,
    /// Which of its kind.
    pub name: String,
    pub value: String,
    /// How many persons have it.
    pub persons: i64,
}

impl ActiveModelBehavior for ActiveModel {}
