//! An address whose owner wants newsletters and has said so by a button in a mail. Who leaves has no row any more.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscriptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    /// The keyed hash of the address.
    pub lookup: Vec<u8>,
    pub person_id: Uuid,
    /// The submission in which they asked for it.
    pub submission_id: Uuid,
    pub since: i64,
}

impl ActiveModelBehavior for ActiveModel {}
