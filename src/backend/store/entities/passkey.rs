//! Passkeys of staff.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// The keyed hash of the name by which a device calls it.
    pub credential_hash: Vec<u8>,
    /// The number of the master key that seals it.
    pub master_key: i32,
    /// What it is called, its public key and its counter, sealed.
    pub sealed: Vec<u8>,
    pub added_at: i64,
    pub used_at: Option<i64>,
    /// Since when it may be a copy, and nobody is let in by it.
    pub suspect_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
