//! What a batch is decided by, read under the locks of its events and times; and how it is read where a test shows what these are for.

use std::collections::BTreeMap;
#[cfg(test)]
use std::time::Duration;

use sea_orm::ConnectionTrait;

#[cfg(test)]
use super::fair::read_all_taken;
use super::{
    SealedSubmission,
    attempts::{Attempt, AttemptReads},
    event_rows::{EventRolls, RollReads},
    joined_reads::JoinedReads,
    slot_rows::SlotNeed,
};
use crate::intake::{RepeatKey, bookings::TakenCells};

/// Whether a batch is written as it has to be. Tests show what the guards are for by leaving one out: events are read before the
/// transaction, or whoever asked is answered before it is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SeatGuard {
    On,
    #[cfg(test)]
    Off,
    #[cfg(test)]
    AnswersFirst,
}

#[cfg(test)]
impl SeatGuard {
    /// What a batch is decided by where it is read before the transaction.
    pub async fn read_early(self, batch: &[SealedSubmission], db: &impl ConnectionTrait) -> anyhow::Result<BatchGuard> {
        if self != Self::Off {
            return Ok(BatchGuard::On);
        }
        let time = SlotNeed::of(batch).read(None, db).await?;
        let events = read_events(batch, db).await?;
        let all_taken = read_all_taken(db).await?;
        // The moment between reading and writing, in which others read too, is long enough to be seen.
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok(BatchGuard::Off(events, time, all_taken))
    }
}

/// What a batch is decided by is read under the locks of its events and times, or, for the tests that show what these are for, was
/// read before.
pub(super) enum BatchGuard {
    On,
    #[cfg(test)]
    Off(EventRolls, TakenCells, TakenCells),
}

/// What a batch is decided by.
pub(super) struct BatchState {
    /// How events stand.
    pub rolls: EventRolls,
    /// What was received before.
    pub known: BTreeMap<RepeatKey, Attempt>,
    /// Whose time is taken, of those whom its wishes can touch.
    pub taken: TakenCells,
    /// All time that is taken, where tables of fairs are given out by what was read before; `None` where that is read under the lock.
    pub all_taken: Option<TakenCells>,
}

impl BatchGuard {
    /// Reads it.
    pub async fn read(self, batch: &[SealedSubmission], db: &impl ConnectionTrait) -> anyhow::Result<BatchState> {
        let mut reads = JoinedReads::default();
        match self {
            Self::On => {
                let (events, need) = (events_of(batch, &mut reads), SlotNeed::of(batch));
                // Attempts are read under all locks: another process may have received one of them until then.
                let attempts = if need.is_empty() { Some(AttemptReads::add(batch, &mut reads)) } else { None };
                let mut rows = reads.read(db).await?;
                let rolls = match events {
                    Some(events) => events.finish(&mut rows, db).await?,
                    None => EventRolls::new(),
                };
                need.lock(db).await?;
                let taken = need.read(None, db).await?;
                let known = match attempts {
                    Some(attempts) => attempts.finish(&mut rows)?,
                    None => find_attempts(batch, db).await?,
                };
                Ok(BatchState { rolls, known, taken, all_taken: None })
            }
            #[cfg(test)]
            Self::Off(rolls, taken, all_taken) => {
                let known = find_attempts(batch, db).await?;
                Ok(BatchState { rolls, known, taken, all_taken: Some(all_taken) })
            }
        }
    }
}

async fn find_attempts(
    batch: &[SealedSubmission],
    db: &impl ConnectionTrait,
) -> anyhow::Result<BTreeMap<RepeatKey, Attempt>> {
    let mut reads = JoinedReads::default();
    let attempts = AttemptReads::add(batch, &mut reads);
    attempts.finish(&mut reads.read(db).await?)
}

/// Asks for the events that a batch wants to come to, locked.
fn events_of(batch: &[SealedSubmission], reads: &mut JoinedReads) -> Option<RollReads> {
    let events = || batch.iter().filter_map(|sealed| sealed.event.as_ref());
    let ids = events().map(|event| event.id.clone()).collect();
    RollReads::to_join(&ids, &events().filter_map(|event| event.applicant.lookup).collect(), reads)
}

/// The events that a batch wants to come to.
#[cfg(test)]
async fn read_events(batch: &[SealedSubmission], db: &impl ConnectionTrait) -> anyhow::Result<EventRolls> {
    let mut reads = JoinedReads::default();
    match events_of(batch, &mut reads) {
        Some(events) => events.finish(&mut reads.read(db).await?, db).await,
        None => Ok(EventRolls::new()),
    }
}
