//! What somebody had who is in the index no more: it is taken off the counts of `facets` by whoever keeps the index.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "facet_losses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Numbers of values, of eight bytes each.
    pub facets: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
