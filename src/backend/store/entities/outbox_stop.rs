//! Times in which no mail was sent, because servers refused our sender.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_stops")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub stopped_at: i64,
    pub resumed_at: Option<i64>,
    /// The account that let sending go on, or `system` for a server that was started again.
    pub resumed_by: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
