//! Whom staff sent on to which office, with their consent.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "referrals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub record_id: Uuid,
    /// The id of an office in `data/support.yaml`.
    pub office: String,
    pub consented_at: i64,
    pub at: i64,
    pub actor: String,
    /// A `ReferralOutcome`, by its name.
    pub outcome: String,
    /// What somebody wrote about it.
    pub sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
