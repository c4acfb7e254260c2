//! A change of an event that touches people who are registered: it waits for staff, or they have decided.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_changes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: String,
    /// The event's id as long as nobody has decided: an event has one change that waits.
    pub pending_event: Option<String>,
    /// An `EventChangeState`, by its name.
    pub state: String,
    /// What the content says, as JSON.
    pub facts: String,
    /// What held before it was confirmed, as JSON.
    pub before: Option<String>,
    pub content_time: i64,
    pub content_commit: Option<String>,
    pub noticed_at: i64,
    pub decided_at: Option<i64>,
    /// Who decided: the id of an account, or `operator`.
    pub decided_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
