//! Password and code asked for once more of somebody who is signed in, before something is changed that lets people in. A session
//! that was left open is not enough for that.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    account_rows::account_entry,
    completion::ProvenFactor,
    failed_attempts::{AttemptStart, StartedAttempt, forget_failures},
    password_hashes::PasswordTurn,
    sign_in::CROWDED_S,
};
use crate::{
    intake::{AccountId, ClientNetwork, staff::SignInCounters},
    store::{Store, entities::account, store_change::StoreChange, work_log::WorkLog},
};

/// What somebody sends who is signed in, to show that it is still them.
#[derive(Clone)]
pub struct OwnerProof {
    /// Whose session it is.
    pub account: AccountId,
    /// Their password.
    pub password: String,
    /// What their telephone shows, or a recovery code.
    pub code: String,
    /// Where they are.
    pub network: ClientNetwork,
    /// What the browser is known by, if it says so.
    pub browser: Option<String>,
}

/// What it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnerVerdict {
    /// It is them.
    Proven,
    /// Something of it is wrong.
    Refused,
    /// They are to come back after so many seconds.
    Wait(u32),
}

impl Store {
    /// Whether it is still the owner of the account. It is counted as signing in is.
    pub(super) async fn prove_owner(&self, proof: OwnerProof, now: Timestamp) -> anyhow::Result<OwnerVerdict> {
        let row = account::Entity::find_by_id(proof.account.0).filter(account::Column::DisabledAt.is_null());
        let Some(row) = row.one(&self.databases.readers).await? else { return Ok(OwnerVerdict::Refused) };
        let browser = self.known_browser(proof.browser.as_deref(), Some(&row), now).await?;
        let lookup = row.mail_lookup.as_slice().try_into()?;
        let counters = SignInCounters::of(&lookup, (proof.network, now), browser.as_ref(), &self.keys.index);
        let Some(turn) = PasswordTurn::wait().await else { return Ok(OwnerVerdict::Wait(CROWDED_S)) };
        let attempt = match self.write(AttemptStart { counters, now }).await? {
            StartedAttempt::Counted(id) => id,
            StartedAttempt::Wait(seconds) => return Ok(OwnerVerdict::Wait(seconds)),
        };
        let is_password = turn.verify(proof.password, row.password_hash.clone()).await?;
        let factor = self.prove(&row, &proof.code, now).await?;
        if let (Some(factor), true) = (factor, is_password) {
            let password_hash = row.password_hash;
            let used = FactorUse { account: proof.account, password_hash, factor, attempt, counters, now };
            if self.write(used).await? {
                return Ok(OwnerVerdict::Proven);
            }
        }
        let actor = proof.account.to_string();
        self.write(account_entry("account.proof_refused", &actor, Some(proof.account), now)).await?;
        Ok(OwnerVerdict::Refused)
    }
}

/// A code is used up, and nothing else comes of it.
struct FactorUse {
    account: AccountId,
    /// The hash that the password was held against.
    password_hash: Option<String>,
    factor: ProvenFactor,
    attempt: Uuid,
    counters: SignInCounters,
    now: Timestamp,
}

impl StoreChange for FactorUse {
    /// Whether the code was good still.
    type Made = bool;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = account::Entity::find_by_id(self.account.0).filter(account::Column::DisabledAt.is_null());
        let row = row.lock_exclusive().one(db).await?;
        let is_same = row.is_some_and(|row| row.password_hash == self.password_hash);
        if !is_same || !self.factor.use_up(self.account, self.now, db).await? {
            return Ok(false);
        }
        forget_failures(self.attempt, &self.counters, db).await?;
        Ok(true)
    }
}
