//! A reminder of a registration for one start of its event: there is one, and its mail is in the outbox.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_reminders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    pub registration_id: Uuid,
    /// The start that it reminds of.
    pub starts_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
