//! What is left of a referral whose person is gone.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counted_referrals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub month: String,
    /// Or `*` where too few were sent there with this outcome.
    pub office: String,
    pub outcome: String,
}

impl ActiveModelBehavior for ActiveModel {}
