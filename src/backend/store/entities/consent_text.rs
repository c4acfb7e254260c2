//! The texts that were agreed to, each once, named by its hash.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_texts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Vec<u8>,
    pub form: String,
    pub version: String,
    pub text: String,
}

impl ActiveModelBehavior for ActiveModel {}
