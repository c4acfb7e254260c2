//! Where other programs are told of what happens.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_endpoints")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Names of events, with a blank between them.
    pub events: String,
    /// The one programme of which it is told.
    pub programme: Option<String>,
    /// Its address and its secret.
    pub sealed: Vec<u8>,
    pub made_at: i64,
    pub made_by: String,
    /// Since when nothing went well there.
    pub failing_since: Option<i64>,
    pub stopped_at: Option<i64>,
    /// An account, or `system`.
    pub stopped_by: Option<String>,
    /// What happened until then is kept back, since a restored server does not know whether it was told.
    pub held_until: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
