//! What of a person lies in `person_grams` and `person_facets`, so that it can be changed and deleted without looking for it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_indexes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// Hashes, of four bytes each.
    pub grams: Vec<u8>,
    /// Numbers of values, of eight bytes each.
    pub facets: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
