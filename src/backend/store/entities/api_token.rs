//! Tokens by which programs come into the office.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// What the audit log calls it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// Names of scopes, with a blank between them.
    pub scopes: String,
    /// The one programme that it is for.
    pub programme: Option<String>,
    /// The keyed hash of the token.
    pub hash: Vec<u8>,
    pub made_at: i64,
    pub made_by: String,
    /// The last day on which it is good.
    pub ends_on: String,
    /// The last day on which it was used.
    pub used_on: Option<String>,
    pub revoked_at: Option<i64>,
    pub revoked_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
