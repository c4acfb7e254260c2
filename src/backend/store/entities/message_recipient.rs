//! Who is to get a message: fixed when its sending begins. Whoever is erased leaves a row of nobody, so that the count stays.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_recipients")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// A `RecipientState`, by its name.
    pub state: String,
    /// A `SkipReason`, by its name.
    pub reason: Option<String>,
    pub mail_id: Option<Uuid>,
    /// The keyed hash of the address that it went to.
    pub lookup: Option<Vec<u8>>,
    pub queued_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
