//! What a company was told of the talks at its table at a fair: when somebody comes, and not who.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "table_notices")]
pub struct Model {
    /// The mail, which is about no submission.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    pub event_id: String,
    /// The key of the company.
    pub company: String,
    /// How often the plan has changed since it was told first.
    pub sequence: i32,
    /// What its entry for calendars is called: the same for all notices of one table.
    pub entry_id: Uuid,
    /// The company as people read it.
    pub label: String,
    /// The address at work to which it was told.
    pub mail: String,
    /// Whether the fair took place as it was told.
    pub is_on: bool,
    /// The times with the number of talks, as JSON.
    pub times: String,
    /// When the talks of the fair are over.
    pub ends_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
