//! A talk at the table of a company.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fair_talks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: String,
    /// The key of the company.
    pub company: String,
    /// The company as people read it.
    pub label: String,
    /// The seat at its table, from 1.
    pub seat: i32,
    pub person_id: Uuid,
    pub submission_id: Uuid,
    pub starts_at: i64,
    pub ends_at: i64,
    /// Its cells, the pause after it included, from this one on.
    pub first_cell: i64,
    /// And up to the one before this.
    pub past_cell: i64,
    /// A `TalkState`, by its name.
    pub state: String,
    pub made_at: i64,
    /// The account that added it by hand; none for one that was wished for.
    pub made_by: Option<String>,
    pub changed_at: Option<i64>,
    /// The account that changed it last; none for whoever has it, and for the server.
    pub changed_by: Option<String>,
    /// Until when it can be taken, where it is or was offered.
    pub expires_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
