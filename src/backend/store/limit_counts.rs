//! How many submissions of one sender were taken: counted in memory, written with the batch that holds them, and read back
//! there, so that all replicas count together. What another replica has taken is known after the next batch; until then one
//! may take a few more than the limit says, and only those that are under way at that moment.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use parking_lot::Mutex;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryResult,
    QueryTrait,
    sea_query::{Expr, OnConflict, Query},
};

use super::{
    SealedSubmission,
    entities::{limit_count, spent_proof},
    row_insert::JoinedWrites,
};
use crate::intake::{Digest, LimitKey, SenderLimits};

/// Most senders of which counts are kept in memory. One that is forgotten is read again with its next submission.
const MOST: usize = 100_000;

/// Windows that began so much earlier than the newest are counted no more, whatever the clocks of replicas say.
const KEPT_S: i64 = 86_400;

/// Whether replicas count together and know each other's proofs, or, to show what that is for, each for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LimitSharing {
    #[default]
    On,
    #[cfg(test)]
    Off,
}

/// The limit is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitReached {
    /// How many were taken.
    pub count: u64,
}

/// What is known of senders.
#[derive(Debug, Default)]
pub(super) struct LimitCounts {
    known: Mutex<KnownCounts>,
    sharing: LimitSharing,
}

#[derive(Debug, Default)]
struct KnownCounts {
    senders: BTreeMap<LimitKey, SenderCount>,
    /// The latest window of which old ones were swept up.
    swept: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct SenderCount {
    /// What lies in the database, as it was read last.
    written: u64,
    /// What this process has taken and not written.
    under_way: u64,
    /// When the latest turn is that was given out.
    last_turn: Option<Timestamp>,
}

/// What a batch adds, by sender.
pub(super) type CountedSenders = BTreeMap<LimitKey, u64>;

/// How many submissions of each sender a batch holds.
pub(super) fn counted(batch: &[SealedSubmission]) -> CountedSenders {
    let mut counted = CountedSenders::new();
    for key in batch.iter().filter_map(|sealed| sealed.counted) {
        *counted.entry(key).or_default() += 1;
    }
    counted
}

impl LimitCounts {
    pub fn new(sharing: LimitSharing) -> Self {
        Self { known: Mutex::default(), sharing }
    }

    pub fn sharing(&self) -> LimitSharing {
        self.sharing
    }

    /// Takes one more of a sender, if the limit allows it or something was done for it.
    pub fn take(&self, key: LimitKey, limits: &SenderLimits, has_proof: bool) -> Result<(), LimitReached> {
        let mut known = self.known.lock();
        let sender = known.sender(key);
        let count = sender.written + sender.under_way;
        if count >= limits.free && !has_proof {
            return Err(LimitReached { count });
        }
        sender.under_way += 1;
        Ok(())
    }

    /// The next turn of somebody who waits.
    pub fn next_turn(&self, key: LimitKey, limits: &SenderLimits, now: Timestamp) -> Timestamp {
        let mut known = self.known.lock();
        let sender = known.sender(key);
        let turn = limits.next_turn(sender.last_turn, now);
        sender.last_turn = Some(turn);
        turn
    }

    /// Removes what is counted no more, with the first batch of a new window.
    pub async fn sweep(&self, added: &CountedSenders, now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let Some(newest) = added.keys().map(|key| key.window).max() else { return Ok(()) };
        let swept_before = std::mem::replace(&mut self.known.lock().swept, newest);
        if swept_before < newest {
            sweep(newest, now, db).await?;
        }
        Ok(())
    }

    /// Notes what became of what was taken: `found` stands in the database then, or nothing was written.
    pub fn settle(&self, added: &CountedSenders, found: Option<&CountedSenders>) {
        let mut known = self.known.lock();
        for (key, count) in added {
            let sender = known.sender(*key);
            sender.under_way = sender.under_way.saturating_sub(*count);
            let Some(found) = found else { continue };
            sender.written = match self.sharing {
                LimitSharing::On => found.get(key).copied().unwrap_or(sender.written + count),
                #[cfg(test)]
                LimitSharing::Off => sender.written + count,
            };
        }
    }
}

impl KnownCounts {
    /// What is known of a sender. Windows that are over are forgotten when there are too many.
    fn sender(&mut self, key: LimitKey) -> &mut SenderCount {
        if self.senders.len() >= MOST && !self.senders.contains_key(&key) {
            self.senders.retain(|known, _| known.window >= key.window);
            while self.senders.len() >= MOST {
                self.senders.pop_first();
            }
        }
        self.senders.entry(key).or_default()
    }
}

/// Adds what a batch counts to what is to be written, which tells what stands there then (`read_totals`). Rows are written in the order
/// of their keys, so that two processes never wait for each other.
pub(super) fn add_counts(added: &CountedSenders, joined: &mut JoinedWrites) -> anyhow::Result<()> {
    if added.is_empty() {
        return Ok(());
    }
    let rows = added.iter().map(|(key, count)| {
        let count = i64::try_from(*count).context("a count is too large")?;
        Ok(limit_count::Model { client: key.client.to_vec(), began_at: key.window, count }.into_active_model())
    });
    let rows = rows.collect::<anyhow::Result<Vec<_>>>()?;
    let sum = Expr::col((limit_count::Entity, limit_count::Column::Count))
        .add(Expr::col(("excluded", limit_count::Column::Count)));
    let known = OnConflict::columns([limit_count::Column::BeganAt, limit_count::Column::Client])
        .value(limit_count::Column::Count, sum)
        .to_owned();
    let columns = [limit_count::Column::Client, limit_count::Column::BeganAt, limit_count::Column::Count];
    let mut insertion = limit_count::Entity::insert_many(rows).on_conflict(known).into_query();
    joined.insert_told(insertion.returning(Query::returning().columns(columns)).take());
    Ok(())
}

/// What was told of the counts.
pub(super) fn read_totals(told: &[QueryResult]) -> anyhow::Result<CountedSenders> {
    let rows = told.iter().map(|row| limit_count::Model::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    let total = |row: limit_count::Model| {
        let client = Digest::try_from(row.client).ok()?;
        Some((LimitKey { window: row.began_at, client }, u64::try_from(row.count).ok()?))
    };
    Ok(rows.into_iter().filter_map(total).collect())
}

/// Removes what is counted no more, and proofs that are worth nothing any more.
async fn sweep(newest: i64, now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let old = limit_count::Column::BeganAt.lt(newest - KEPT_S);
    limit_count::Entity::delete_many().filter(old).exec(db).await?;
    let over = spent_proof::Column::ExpiresAt.lte(now.as_millisecond());
    spent_proof::Entity::delete_many().filter(over).exec(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(client: u32) -> LimitKey {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&client.to_be_bytes());
        LimitKey { window: 600, client: bytes }
    }

    #[test]
    fn what_is_under_way_counts_and_what_failed_does_not() {
        let (counts, limits) = (LimitCounts::default(), SenderLimits { free: 2, ..SenderLimits::default() });
        let take = || counts.take(key(1), &limits, false);
        assert_eq!([take(), take(), take()], [Ok(()), Ok(()), Err(LimitReached { count: 2 })]);
        counts.settle(&[(key(1), 1)].into(), None);
        assert_eq!([take(), take()], [Ok(()), Err(LimitReached { count: 2 })]);
        counts.settle(&[(key(1), 2)].into(), Some(&[(key(1), 7)].into()));
        assert_eq!(take(), Err(LimitReached { count: 7 }), "others have taken five");
        assert_eq!(counts.take(key(1), &limits, true), Ok(()));
        assert_eq!(counts.take(key(2), &limits, false), Ok(()), "another sender");
    }

    #[test]
    fn memory_is_bounded() {
        let (counts, limits) = (LimitCounts::default(), SenderLimits::default());
        for client in 0..u32::try_from(MOST).unwrap() + 10 {
            assert_eq!(counts.take(key(client), &limits, false), Ok(()));
        }
        assert_eq!(counts.known.lock().senders.len(), MOST);
    }
}
