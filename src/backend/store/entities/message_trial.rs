//! Mails by which whoever writes a message looks at it. They go to an account's address.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "message_trials")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    pub message_id: Uuid,
    pub account: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
