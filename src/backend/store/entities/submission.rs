//! What was sent through a form.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submissions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub person_id: Uuid,
    pub form: String,
    /// The event that it was sent for, whether or not a registration came of it.
    pub event_id: Option<String>,
    pub form_version: Option<String>,
    pub received_at: i64,
    /// Whether it waits for somebody to look at it.
    pub is_held: bool,
    /// What the form was sent for (the event, the company) and where the visitor came from, as JSON.
    pub origin: String,
    /// The answers that are not coded, as JSON.
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
