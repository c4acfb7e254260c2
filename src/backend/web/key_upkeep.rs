//! What keeps keys and proofs in order while the server runs: master keys that an operator has added are read, the copies of the
//! keyring are rewritten once somebody was erased, and the heads of the audit log go to the server's log.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::{MissedTickBehavior, interval};

use super::state::AppState;
use crate::store::{ChainHead, KeyringCopies};

/// How often it is looked whether there is anything to do.
const UPKEEP: Duration = Duration::from_secs(15);

/// How often the heads of the audit log are told, in ticks of [`UPKEEP`]: hourly.
const TICKS_BETWEEN_HEADS: u64 = 240;

/// Looks again and again. Without copies of the keyring on this machine, the server has none to rewrite.
pub(super) async fn keep_keys(state: AppState, copies: Option<KeyringCopies>) {
    let mut ticks = interval(UPKEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = BTreeMap::new();
    for number in 0_u64.. {
        ticks.tick().await;
        if let Err(error) = state.keys.master.refresh() {
            log::error!("the secrets cannot be read again: {error:#}");
        }
        if let Some(copies) = &copies {
            match state.store.refresh_keyring(copies).await {
                Ok(true) => log::info!("the copies of the keyring were rewritten: somebody was erased"),
                Ok(false) => {}
                Err(error) => log::error!("the copies of the keyring hold who was erased still: {error:#}"),
            }
        }
        if number.is_multiple_of(TICKS_BETWEEN_HEADS) {
            match state.store.audit_heads().await {
                Ok(heads) => tell_heads(&heads, &mut told),
                Err(error) => log::error!("the heads of the audit log cannot be read: {error:#}"),
            }
        }
    }
}

/// Tells the heads that have moved since they were told.
fn tell_heads(heads: &[ChainHead], told: &mut BTreeMap<uuid::Uuid, i64>) {
    for head in heads {
        if told.insert(head.writer, head.number) != Some(head.number) {
            log::info!("{}", head.render());
        }
    }
}
