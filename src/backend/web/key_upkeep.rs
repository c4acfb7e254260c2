//! What keeps keys and proofs in order while the server runs: master keys that an operator has added are read, the copies of the
//! keyring are rewritten once somebody was erased, and the heads of the audit log go to the server's log.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, ensure};
use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use super::state::AppState;
use crate::store::{ChainHead, KeyringCopies, KeyringRefresh};

/// How often it is looked whether there is anything to do.
const UPKEEP: Duration = Duration::from_secs(15);

/// How often the heads of the audit log are told, in ticks of [`UPKEEP`]: hourly.
const TICKS_BETWEEN_HEADS: u64 = 240;

/// How often copies of the keyring are looked at although nobody was erased, in ticks of [`UPKEEP`]: every five minutes. A backup
/// that began before an erasure may end after it, and leave another copy.
const TICKS_BETWEEN_LOOKS: u64 = 20;

/// What this process knows of the copies of the keyring.
#[derive(Debug, Default)]
struct KnownKeyring {
    /// How many were erased when the copies were in order last.
    settled: Option<u64>,
    /// Whether there were copies before.
    has_seen: bool,
}

impl KnownKeyring {
    /// Holds what was found against what was seen before: where copies were and none is now, their place is not mounted, or
    /// somebody has removed them.
    fn hold(&mut self, found: KeyringRefresh) -> anyhow::Result<KeyringRefresh> {
        let has_copies = found != KeyringRefresh::NoCopies;
        ensure!(
            has_copies || !self.has_seen,
            "no copy of the keyring lies there any more: mount the place again, or make a backup"
        );
        self.has_seen = has_copies;
        Ok(found)
    }
}

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
    let mut known = KnownKeyring::default();
    for number in 0_u64.. {
        ticks.tick().await;
        if let Err(error) = look_at_keyring(&state, &copies, number, &mut known).await {
            log::error!("the copies of the keyring may hold who was erased still: {error:#}");
        }
    }
}

/// Looks at the copies of the keyring, if it is time for it.
async fn look_at_keyring(
    state: &AppState,
    copies: &KeyringCopies,
    number: u64,
    known: &mut KnownKeyring,
) -> anyhow::Result<()> {
    let erased = state.store.count_erased().await?;
    if !is_time_to_look(number, known.settled, erased) {
        return Ok(());
    }
    // What fails is tried again with the next tick.
    known.settled = None;
    let refreshed = state.store.refresh_keyring(copies).await;
    let held = refreshed.and_then(|found| known.hold(found).with_context(|| copies.place.to_string()));
    if state.keyring_outage.note_failure(held, Timestamp::now())? == KeyringRefresh::Rewritten {
        log::info!("the copies of the keyring were rewritten: somebody was erased");
    }
    known.settled = Some(erased);
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
    use std::fs;

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
        let mut known = KnownKeyring::default();
        look_at_keyring(state, &copies, 0, &mut known).await.unwrap();
        assert_eq!((known.settled, state.storage_outage(Timestamp::now())), (Some(0), None));
        bucket.set_down(true);
        for number in [TICKS_BETWEEN_LOOKS, TICKS_BETWEEN_LOOKS + 1] {
            look_at_keyring(state, &copies, number, &mut known).await.unwrap_err();
            assert!(known.settled.is_none() && state.storage_outage(Timestamp::now()).is_some(), "{number}");
        }
        bucket.set_down(false);
        look_at_keyring(state, &copies, TICKS_BETWEEN_LOOKS + 2, &mut known).await.unwrap();
        let later = Timestamp::now() + SignedDuration::from_mins(16);
        assert_eq!((known.settled, state.storage_outage(later)), (Some(0), None));
    }

    #[tokio::test]
    async fn a_folder_of_copies_that_is_not_mounted_any_more_is_an_outage() {
        let [database, _] = TestDatabase::each().await;
        let server = TestServer::open(&database.location, ServerSettings::default()).await;
        let (state, folder, key) = (&server.backend.state, tempfile::tempdir().unwrap(), RecoveryKey::generate());
        let mounted = folder.path().join("keyring");
        let copies = KeyringCopies { place: BackupPlace::Folder(mounted.clone()), recipient: key.recipient() };
        let mut known = KnownKeyring::default();
        look_at_keyring(state, &copies, 0, &mut known).await.unwrap();
        assert_eq!(state.storage_outage(Timestamp::now()), None, "nothing was ever backed up");
        fs::create_dir(&mounted).unwrap();
        fs::write(mounted.join("tsubame-20261129T030000.000Z-e0.keyring.age"), "").unwrap();
        look_at_keyring(state, &copies, TICKS_BETWEEN_LOOKS, &mut known).await.unwrap();
        let aside = folder.path().join("aside");
        fs::rename(&mounted, &aside).unwrap();
        let told = look_at_keyring(state, &copies, 2 * TICKS_BETWEEN_LOOKS, &mut known).await.unwrap_err();
        assert!(format!("{told:#}").contains("no copy of the keyring"), "{told:#}");
        assert!(known.settled.is_none() && state.storage_outage(Timestamp::now()).is_some());
        fs::rename(&aside, &mounted).unwrap();
        look_at_keyring(state, &copies, 2 * TICKS_BETWEEN_LOOKS + 1, &mut known).await.unwrap();
        assert_eq!(known.settled, Some(0));
    }

    #[test]
    fn copies_of_the_keyring_that_are_gone_are_a_failure_and_those_that_never_were_are_none() {
        let (none, some, rewritten) = (KeyringRefresh::NoCopies, KeyringRefresh::InOrder, KeyringRefresh::Rewritten);
        for (found, expected) in [
            ([none, none, some], [true, true, true]),
            ([some, none, none], [true, false, false]),
            ([rewritten, none, some], [true, false, true]),
        ] {
            let mut known = KnownKeyring::default();
            assert_eq!(found.map(|found| known.hold(found).is_ok()), expected, "{found:?}");
        }
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
