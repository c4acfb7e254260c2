//! Failures to sign in, as tables, so that all replicas know them. An attempt counts as failed from its beginning on,
//! until it went well: so many at once are no more than so many one after the other. With a passkey it begins with what the device
//! answers: whoever does not go on has tried nothing.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::IntoCondition,
};
use uuid::Uuid;

use crate::{
    intake::staff::{FailedSignIns, SignInCounters, SignInThrottle},
    store::{entities::sign_in_failure, row_id::new_row_id, store_change::StoreChange, work_log::WorkLog},
};

/// An attempt that begins.
pub(super) struct AttemptStart {
    pub counters: SignInCounters,
    pub now: Timestamp,
}

/// What it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StartedAttempt {
    /// To go on; it counts as failed under this id.
    Counted(Uuid),
    /// To come back after so many seconds. It counts as nothing.
    Wait(u32),
}

impl StoreChange for AttemptStart {
    type Made = StartedAttempt;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<StartedAttempt> {
        let wait_s = read_wait_s(&self.counters, self.now, db).await?;
        if wait_s > 0 {
            return Ok(StartedAttempt::Wait(wait_s));
        }
        let row = sign_in_failure::Model {
            id: new_row_id(),
            account_key: self.counters.account.to_vec(),
            network_key: self.counters.network.map(|network| network.to_vec()),
            at: self.now.as_millisecond(),
        };
        let id = row.id;
        sign_in_failure::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
        Ok(StartedAttempt::Counted(id))
    }
}

/// For how many seconds whoever is counted so has to wait now.
pub(super) async fn read_wait_s(
    counters: &SignInCounters,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<u32> {
    let account = sign_in_failure::Column::AccountKey.eq(counters.account.to_vec());
    let mut counted = vec![read_failures(account, now, db).await?];
    if let Some(network) = counters.network {
        let network = sign_in_failure::Column::NetworkKey.eq(network.to_vec());
        counted.push(read_failures(network, now, db).await?);
    }
    Ok(SignInThrottle::wait_s(&counted, now))
}

/// Forgets an attempt that went well; for a known browser, all that went wrong before with it.
pub(super) async fn forget_failures(
    attempt: Uuid,
    counters: &SignInCounters,
    db: &impl ConnectionTrait,
) -> anyhow::Result<()> {
    let is_forgotten = match counters.network {
        Some(_) => sign_in_failure::Column::Id.eq(attempt),
        None => sign_in_failure::Column::AccountKey.eq(counters.account.to_vec()),
    };
    sign_in_failure::Entity::delete_many().filter(is_forgotten).exec(db).await?;
    Ok(())
}

/// The moment before which failures are forgotten, in milliseconds.
pub(super) fn remembered_since_ms(now: Timestamp) -> i64 {
    now.checked_sub(SignInThrottle::WINDOW).unwrap_or(Timestamp::MIN).as_millisecond()
}

async fn read_failures(
    counter: impl IntoCondition,
    now: Timestamp,
    db: &impl ConnectionTrait,
) -> anyhow::Result<FailedSignIns> {
    let times: Vec<i64> = sign_in_failure::Entity::find()
        .select_only()
        .column(sign_in_failure::Column::At)
        .filter(counter)
        .filter(sign_in_failure::Column::At.gt(remembered_since_ms(now)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(FailedSignIns(times.into_iter().map(Timestamp::from_millisecond).collect::<Result<_, _>>()?))
}
