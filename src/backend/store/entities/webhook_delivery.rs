//! What an endpoint is told, and what became of that: ids and states, nothing of a person.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub endpoint_id: Uuid,
    pub event: String,
    pub body: String,
    /// `waiting`, `sending`, `sent`, `dead` or `held`.
    pub state: String,
    pub made_at: i64,
    /// When it is tried next; while it is sent, since when.
    pub due_at: i64,
    pub attempts: i32,
    /// What the endpoint answered last, if it did.
    pub status: Option<i32>,
    pub tried_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
