//! What is measured of the store: by the writer as it works, and in the database when somebody asks.

use std::collections::BTreeMap;

use jiff::Timestamp;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{BackupTimes, MailState, entities::outbox_mail};

/// What the writer measures of each batch.
#[derive(Clone, Debug)]
pub struct WriterMeasures {
    /// How many submissions it held.
    pub batch_sizes: Histogram,
    /// How long its transaction took, the flush to the disk included.
    pub commit_seconds: Histogram,
}

impl Default for WriterMeasures {
    fn default() -> Self {
        Self {
            batch_sizes: Histogram::new(exponential_buckets(1.0, 2.0, 9)),
            commit_seconds: Histogram::new(exponential_buckets(0.001, 2.0, 14)),
        }
    }
}

/// How the store stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreFigures {
    /// How many wait to be written.
    pub queue: usize,
    /// How many submissions somebody has to look at.
    pub held: u64,
    /// How many mails are in each state but sent.
    pub mails: BTreeMap<MailState, u64>,
    /// How many seconds ago the oldest mail was due that waits still.
    pub overdue_s: i64,
    /// Whether nothing is sent, since servers refuse our sender.
    pub is_outbox_stopped: bool,
    /// When there was a backup last.
    pub backups: BackupTimes,
}

/// The states of mails that somebody may have to do something about.
const OPEN: [MailState; 4] = [MailState::Waiting, MailState::Sending, MailState::Bounced, MailState::Dead];

/// How many mails are in each state but sent.
pub(super) async fn count_mails(db: &impl ConnectionTrait) -> anyhow::Result<BTreeMap<MailState, u64>> {
    let rows: Vec<(String, i64)> = outbox_mail::Entity::find()
        .select_only()
        .column(outbox_mail::Column::State)
        .expr(Expr::col(outbox_mail::Column::Id).count())
        .filter(outbox_mail::Column::State.is_in(OPEN.map(MailState::name)))
        .group_by(outbox_mail::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let count = |state: MailState| rows.iter().find(|(name, _)| name == state.name()).map_or(0, |(_, count)| *count);
    Ok(OPEN.iter().map(|state| (*state, u64::try_from(count(*state)).unwrap_or(0))).collect())
}

/// How many seconds ago the oldest mail was due that waits still.
pub(super) async fn overdue_s(now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<i64> {
    let oldest: Option<i64> = outbox_mail::Entity::find()
        .select_only()
        .column(outbox_mail::Column::DueAt)
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .order_by_asc(outbox_mail::Column::DueAt)
        .into_tuple()
        .one(db)
        .await?;
    Ok(oldest.map_or(0, |due| std::cmp::max(0, now.as_millisecond() - due) / 1000))
}
