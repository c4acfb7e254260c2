//! What was tried with a mail, and what staff did with it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_tries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub mail_id: Uuid,
    pub at: i64,
    /// What came of it, and what the server said: its codes, never an address.
    pub outcome: String,
    /// The account, if it was somebody of the staff.
    pub account: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
