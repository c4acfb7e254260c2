//! A newsletter to one subscriber: each gets it once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "newsletter_mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    pub newsletter_id: Uuid,
    /// The subscription.
    pub lookup: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
