//! What organisations were advised.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation_advice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organisation_id: Uuid,
    /// The day, as `2026-12-01`.
    pub given_on: String,
    /// An `AdviceKind`, by its name.
    pub kind: String,
    pub at: i64,
    pub actor: String,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
