//! Mails by which whoever writes a template looks at it. They go to an account's address.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_trials")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    /// The name of the template.
    pub name: String,
    pub account: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
