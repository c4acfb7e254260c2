//! What devices were asked to sign, for a few minutes and one answer.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey_challenges")]
pub struct Model {
    /// The keyed hash of what the session or the browser sends that may answer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub binding: Vec<u8>,
    /// Whose passkey is to be added; for signing in it is not known yet.
    pub account_id: Option<Uuid>,
    /// The keyed hash of the network or the known browser of whoever wants to sign in.
    pub asker: Option<Vec<u8>>,
    /// What was asked, as JSON. There is nothing in it that the browser was not told.
    pub state: String,
    pub expires_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
