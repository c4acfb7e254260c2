//! What keeps keys and proofs in order while the server runs: master keys that an operator has added are read, the copies of the
//! keyring are rewritten once somebody was erased, and the heads of the audit log go to the server's log.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use super::state::AppState;
use crate::store::{ChainHead, KeyringCopies};

/// How often it is looked whether there is anything to do.
const UPKEEP: Duration = Duration::from_secs(15);

/// How often the heads of the audit log are told, in ticks of [`UPKEEP`]: hourly.
const TICKS_BETWEEN_HEADS: u64 = 240;

/// How often copies of the keyring are looked at although nobody was erased, in ticks of [`UPKEEP`]: every five minutes. A backup
/// that began before an erasure may end after it, and leave another copy.
const TICKS_BETWEEN_LOOKS: u64 = 20;

/// Reads master keys anew and tells the heads of the audit log, again and again.
pub(super) async fn keep_keys(state: AppState) {
    let mut ticks = interval(UPKEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = BTreeMap::new();
    for number in 0_u64.. {
        ticks.tick().await;
        if let Err(error) = state.keys.master.refresh() {
            log::error!("the secrets cannot be read again: {error:#}");
        }
        if number.is_multiple_of(TICKS_BETWEEN_HEADS) {
            match state.store.audit_heads().await {
                Ok(heads) => tell_heads(&heads, &mut told),
                Err(error) => log::error!("the heads of the audit log cannot be read: {error:#}"),
            }
        }
    }
}

/// Has the copies of the keyring rewritten soon after somebody was erased. It is a task of its own: a bucket that does not answer
/// takes minutes.
pub(super) async fn keep_keyring(state: AppState, copies: KeyringCopies) {
    let mut ticks = interval(UPKEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut settled = None;
    for number in 0_u64.. {
        ticks.tick().await;
        if let Err(error) = look_at_keyring(&state, &copies, number, &mut settled).await {
            log::error!("the copies of the keyring may hold who was erased still: {error:#}");
        }
    }
}

/// Looks at the copies of the keyring, if it is time for it; `settled` is how many were erased when they were in order last.
async fn look_at_keyring(
    state: &AppState,
    copies: &KeyringCopies,
    number: u64,
    settled: &mut Option<u64>,
) -> anyhow::Result<()> {
    let erased = state.store.count_erased().await?;
    if !is_time_to_look(number, *settled, erased) {
        return Ok(());
    }
    // What fails is tried again with the next tick.
    *settled = None;
    let refreshed = state.store.refresh_keyring(copies).await;
    if state.keyring_outage.note_failure(refreshed, Timestamp::now())? {
        log::info!("the copies of the keyring were rewritten: somebody was erased");
    }
    state.keyring_outage.end();
    *settled = Some(erased);
    Ok(())
}

/// Whether copies of the keyring are looked at with a tick: somebody was erased since they were in order, or it is a while ago.
fn is_time_to_look(number: u64, settled: Option<u64>, erased: u64) -> bool {
    settled != Some(erased) || number.is_multiple_of(TICKS_BETWEEN_LOOKS)
}

/// Tells the heads that have moved since they were told.
fn tell_heads(heads: &[ChainHead], told: &mut BTreeMap<uuid::Uuid, i64>) {
    for head in heads {
        if told.insert(head.writer, head.number) != Some(head.number) {
            log::info!("{}", head.render());
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::{
        store::{BackupPlace, RecoveryKey, s3_server::S3Server, test_support::TestDatabase},
        web::{ServerSettings, tests::setup::TestServer},
    };

    #[tokio::test]
    async fn copies_that_cannot_be_reached_are_tried_with_every_tick_until_they_can() {
        let [database, _] = TestDatabase::each().await;
        let server = TestServer::open(&database.location, ServerSettings::default()).await;
        let (state, bucket, key) = (&server.backend.state, S3Server::start().await, RecoveryKey::generate());
        let place = BackupPlace::Bucket(bucket.bucket("keys", "of/sendai"));
        let copies = KeyringCopies { place, recipient: key.recipient() };
        let later = || Timestamp::now() + SignedDuration::from_mins(5);
        let mut settled = None;
        look_at_keyring(state, &copies, 0, &mut settled).await.unwrap();
        assert_eq!((settled, state.storage_outage_s(later())), (Some(0), 0));
        bucket.set_down(true);
        for number in [TICKS_BETWEEN_LOOKS, TICKS_BETWEEN_LOOKS + 1] {
            look_at_keyring(state, &copies, number, &mut settled).await.unwrap_err();
            assert!(settled.is_none() && state.storage_outage_s(later()) > 0, "{number}");
        }
        bucket.set_down(false);
        look_at_keyring(state, &copies, TICKS_BETWEEN_LOOKS + 2, &mut settled).await.unwrap();
        assert_eq!((settled, state.storage_outage_s(later())), (Some(0), 0));
    }

    #[test]
    fn copies_of_the_keyring_are_looked_at_after_an_erasure_and_now_and_then() {
        for (number, settled, erased, expected) in [
            (0, None, 0, true),
            (1, Some(0), 0, false),
            (1, Some(0), 1, true),
            // It failed, and is tried with every tick.
            (2, None, 1, true),
            (3, Some(1), 1, false),
            (TICKS_BETWEEN_LOOKS, Some(1), 1, true),
        ] {
            assert_eq!(is_time_to_look(number, settled, erased), expected, "{number} {settled:?} {erased}");
        }
    }
}
