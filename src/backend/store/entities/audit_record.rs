//! Who did what to whose data: one chain for each writer, linked once a batch.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_records")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub writer: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub at: i64,
    pub actor: String,
    pub action: String,
    pub person_id: Option<Uuid>,
    pub subject: Option<Uuid>,
    /// On the last record of a batch, the chain up to it.
    pub link: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
