//! What people are recognised by who come with two addresses: keyed hashes of name, birth date, telephone and
//! mailbox.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_traits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// A `TraitKind`, by its name; empty on the row that says that a record was looked at.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub lookup: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
