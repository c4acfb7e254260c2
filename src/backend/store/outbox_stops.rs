//! Sending stops when servers refuse our sender, for all replicas, until somebody says that it may go on.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, Select,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{audit::AuditEntry, entities::outbox_stop, store_change::StoreChange, work_log::WorkLog};

/// What becomes of the outbox.
#[derive(Clone, Debug)]
pub(super) enum OutboxSwitch {
    /// Nothing is sent any more.
    Stop,
    /// Sending goes on; says who has seen to that.
    Resume(String),
}

impl StoreChange for OutboxSwitch {
    /// Whether that changed anything.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let now = Timestamp::now();
        let (at, open) = (now.as_millisecond(), open_stops().one(db).await?);
        let (action, actor) = match (self, open) {
            (Self::Stop, None) => {
                let stop =
                    outbox_stop::Model { id: Uuid::new_v4(), stopped_at: at, resumed_at: None, resumed_by: None };
                outbox_stop::Entity::insert(stop.into_active_model()).exec_without_returning(db).await?;
                ("outbox.stopped", "system")
            }
            (Self::Resume(actor), Some(_)) => {
                outbox_stop::Entity::update_many()
                    .col_expr(outbox_stop::Column::ResumedAt, Expr::value(at))
                    .col_expr(outbox_stop::Column::ResumedBy, Expr::value(actor.as_str()))
                    .filter(outbox_stop::Column::ResumedAt.is_null())
                    .exec(db)
                    .await?;
                ("outbox.resumed", actor.as_str())
            }
            (Self::Stop, Some(_)) | (Self::Resume(_), None) => return Ok(false),
        };
        log.audit.push(AuditEntry { at: now, actor: actor.to_owned(), action, person: None, subject: None });
        Ok(true)
    }
}

/// Whether nothing is sent.
pub(super) async fn is_stopped(db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    Ok(open_stops().one(db).await?.is_some())
}

fn open_stops() -> Select<outbox_stop::Entity> {
    outbox_stop::Entity::find().filter(outbox_stop::Column::ResumedAt.is_null())
}
