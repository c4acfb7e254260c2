//! Attempts to send something: one that comes again is answered as the first was.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict,
};

use super::{
    SealedSubmission,
    entities::repeat_key,
    joined_reads::{JoinedReads, JoinedRows, ReadPart},
    lost_race::LostRace,
    reception::{Reception, SeatReceipt},
    row_insert::{JoinedWrites, insert_rows},
};
use crate::intake::{RepeatKey, SubmissionHash, SubmissionId};

/// How long an attempt is remembered.
const REMEMBERED_HOURS: i64 = 72;

/// An attempt that was received.
pub(super) struct Attempt {
    pub hash: SubmissionHash,
    pub submission: SubmissionId,
    pub receipt: SeatReceipt,
}

/// What was received before, of what a batch asks for.
pub(super) struct AttemptReads(Option<ReadPart<repeat_key::Model>>);

impl AttemptReads {
    /// Asks for the attempts of a batch.
    pub fn add(batch: &[SealedSubmission], reads: &mut JoinedReads) -> Self {
        let keys: BTreeSet<RepeatKey> = batch.iter().flat_map(|sealed| sealed.repeat_keys.iter().copied()).collect();
        let is_asked = || repeat_key::Column::Key.is_in(keys.iter().map(|key| key.0.to_vec()));
        Self((!keys.is_empty()).then(|| reads.add(repeat_key::Entity::find().filter(is_asked()))))
    }

    /// Those that are known, by the answers.
    pub fn finish(self, rows: &mut JoinedRows) -> anyhow::Result<BTreeMap<RepeatKey, Attempt>> {
        let attempt = |row: repeat_key::Model| {
            let (key, hash) = (RepeatKey(row.key.try_into().ok()?), SubmissionHash(row.hash.try_into().ok()?));
            let receipt = SeatReceipt::parse(&row.receipt);
            Some((key, Attempt { hash, submission: SubmissionId(row.submission_id), receipt }))
        };
        let known = self.0.as_ref().map(|asked| rows.take(asked)).transpose()?.unwrap_or_default();
        Ok(known.into_iter().filter_map(attempt).collect())
    }
}

pub(super) fn find_repeat(sealed: &SealedSubmission, known: &BTreeMap<RepeatKey, Attempt>) -> Option<Reception> {
    let attempt = sealed.repeat_keys.iter().find_map(|key| known.get(key))?;
    Some(if attempt.hash == sealed.hash {
        Reception::Received { submission: attempt.submission, receipt: attempt.receipt }
    } else {
        Reception::Conflict { first: attempt.submission }
    })
}

/// Forgets attempts: whoever asks again asks anew.
pub(super) async fn forget_attempts(keys: &[RepeatKey], db: &impl ConnectionTrait) -> anyhow::Result<()> {
    if !keys.is_empty() {
        let is_ended = repeat_key::Column::Key.is_in(keys.iter().map(|key| key.0.to_vec()));
        repeat_key::Entity::delete_many().filter(is_ended).exec(db).await?;
    }
    Ok(())
}

/// Writes them in the order of their keys, so that two processes never wait for each other. SQLite has one process that writes at
/// a time, which has read what is known: there they can be joined with other rows. On PostgreSQL another process may be faster.
pub(super) async fn insert_attempts(
    mut rows: Vec<repeat_key::Model>,
    joined: &mut JoinedWrites,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    if db.get_database_backend() == DbBackend::Sqlite {
        joined.insert::<repeat_key::Entity, _>(rows, None);
        return Ok(());
    }
    let known = OnConflict::column(repeat_key::Column::Key).do_nothing().to_owned();
    let count = rows.len() as u64;
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    let inserted = insert_rows(&repeat_key::Entity::insert_many(rows).on_conflict(known), db).await?;
    if inserted == count { Ok(()) } else { Err(LostRace.into()) }
}

pub(super) fn attempt_row(sealed: &SealedSubmission, key: RepeatKey, receipt: SeatReceipt) -> repeat_key::Model {
    let end = sealed.received_at.checked_add(SignedDuration::from_hours(REMEMBERED_HOURS)).unwrap_or(Timestamp::MAX);
    repeat_key::Model {
        key: key.0.to_vec(),
        hash: sealed.hash.0.to_vec(),
        submission_id: sealed.id.0,
        receipt: receipt.name().to_owned(),
        expires_at: end.as_millisecond(),
    }
}
