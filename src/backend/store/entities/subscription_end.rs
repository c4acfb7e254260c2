//! Somebody has left the newsletters: when, and by which link.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscription_ends")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub lookup: Vec<u8>,
    pub person_id: Uuid,
    pub left_at: i64,
    /// An `UnsubscribeWay`, by its name.
    pub way: String,
    /// The mail whose link it was.
    pub mail_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
