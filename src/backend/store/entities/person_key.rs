//! The keyring: the key of each person, wrapped under a master key. No data backup holds this table; erasing somebody is
//! deleting their row.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    /// Which master key wraps it.
    pub master_key: i32,
    pub wrapped: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
