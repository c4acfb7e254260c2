//! Keys that were destroyed: what keeps copies of the keyring leaves these out from then on.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erased_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: Uuid,
    pub erased_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
