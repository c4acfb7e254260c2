//! Whose an address is, by its keyed hash: each address is one person's, and the row is what confirmations of it are
//! locked by.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "address_owners")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The keyed hash of the address in small letters; unique.
    pub lookup: Vec<u8>,
    /// The record that confirmed it first.
    pub person_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
