//! Registrations that a merge gave back, since their person had another one at the same event.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "merge_releases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub merge_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration_id: Uuid,
    /// The keyed hash of the address that it was active under.
    pub lookup: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
