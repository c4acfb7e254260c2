//! The addresses of persons, found by a keyed hash.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_addresses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    /// The keyed hash of the address in small letters.
    pub lookup: Vec<u8>,
    pub sealed: Vec<u8>,
    pub verified_at: Option<i64>,
    /// When the mail server of the address said that nobody has it.
    pub bounced_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
