//! Failures to sign in, for a quarter of an hour.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_failures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The keyed hash of the address that was typed, or of it and a known browser.
    pub account_key: Vec<u8>,
    /// The keyed hash of the network, which changes daily; none for a known browser.
    pub network_key: Option<Vec<u8>>,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
