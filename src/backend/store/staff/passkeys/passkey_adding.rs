//! Passkeys added and removed by their owner, who gives password and code once more for adding one.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{
    passkey_challenges::{ChallengeParty, ChallengeStart},
    passkey_rows::{PasskeyContent, credential_hash, of_account, open_passkey},
    relying_party::RelyingParty,
};
use crate::{
    intake::{
        AccountId,
        staff::{MOST_PASSKEYS, PasskeyName},
    },
    store::{
        Store, WriteError,
        entities::{account, passkey},
        row_id::new_row_id,
        staff::{
            account_rows::account_entry,
            owner_proof::{OwnerProof, OwnerVerdict},
            secret_token::TokenPurpose,
        },
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What came of wanting to add a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeyStart {
    /// The browser is to ask the device this, as JSON.
    Asked(String),
    /// They have as many as anybody has.
    Full,
    /// Password or code is wrong.
    Refused,
    /// They are to come back after so many seconds.
    Wait(u32),
}

/// A passkey as a device has made it.
#[derive(Clone)]
pub struct NewPasskey {
    /// Whose it is.
    pub account: AccountId,
    /// The token of the session that asked for it.
    pub session: String,
    /// What it is to be called.
    pub name: PasskeyName,
    /// What the device answers, as JSON.
    pub credential: String,
}

/// What came of adding one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyAddition {
    /// They can sign in by it.
    Added,
    /// They have as many as anybody has.
    Full,
    /// It is not what was asked for, or is there already.
    Refused,
    /// Nothing was asked, or too long ago.
    Over,
}

impl Store {
    /// Asks for a passkey for somebody who gives password and code once more.
    pub async fn start_passkey(
        &self,
        party: &RelyingParty,
        session: &str,
        proof: OwnerProof,
        now: Timestamp,
    ) -> anyhow::Result<PasskeyStart> {
        let (account, readers) = (proof.account, &self.databases.readers);
        let known = of_account(account).all(readers).await?;
        if known.len() >= MOST_PASSKEYS {
            return Ok(PasskeyStart::Full);
        }
        match self.prove_owner(proof, now).await? {
            OwnerVerdict::Proven => {}
            OwnerVerdict::Refused => return Ok(PasskeyStart::Refused),
            OwnerVerdict::Wait(seconds) => return Ok(PasskeyStart::Wait(seconds)),
        }
        let Some(owner) = account::Entity::find_by_id(account.0).one(readers).await? else {
            return Ok(PasskeyStart::Refused);
        };
        let known = known.iter().map(|row| Ok(open_passkey(row, &self.keys.master)?.passkey.cred_id().clone()));
        let question = party.ask_new(&owner, known.collect::<anyhow::Result<_>>()?)?;
        let binding = TokenPurpose::PasskeyAdding.hash(session, &self.keys.index);
        let start = ChallengeStart { binding, party: ChallengeParty::Owner(account), state: question.state, now };
        self.write(start).await?;
        Ok(PasskeyStart::Asked(question.options))
    }

    /// Adds the passkey that was asked for.
    pub async fn add_passkey(
        &self,
        party: &RelyingParty,
        new: NewPasskey,
        now: Timestamp,
    ) -> anyhow::Result<PasskeyAddition> {
        let binding = TokenPurpose::PasskeyAdding.hash(&new.session, &self.keys.index);
        let challenge = self.take_challenge(binding, now).await?;
        let Some(challenge) = challenge.filter(|row| row.account_id == Some(new.account.0)) else {
            return Ok(PasskeyAddition::Over);
        };
        let Some(passkey) = party.hear_new(&new.credential, &challenge.state)? else {
            return Ok(PasskeyAddition::Refused);
        };
        let (id, account) = (new_row_id(), new.account);
        let credential_hash = credential_hash(passkey.cred_id(), &self.keys.index).to_vec();
        let content = PasskeyContent { name: new.name.as_str().to_owned(), passkey };
        let sealed = content.seal(id, account, &self.keys.master)?;
        let row = passkey::Model {
            id,
            account_id: account.0,
            credential_hash,
            master_key: sealed.master_key,
            sealed: sealed.wrapped,
            added_at: now.as_millisecond(),
            used_at: None,
            suspect_at: None,
        };
        Ok(self.write(PasskeyInsert { row, most: MOST_PASSKEYS, now }).await?)
    }

    /// Removes a passkey of an account; gives whether there was one.
    pub async fn remove_passkey(&self, account: AccountId, id: Uuid, now: Timestamp) -> Result<bool, WriteError> {
        self.write(PasskeyRemoval { account, id, now }).await
    }
}

pub(super) struct PasskeyInsert {
    pub row: passkey::Model,
    /// How many there may be then.
    pub most: usize,
    pub now: Timestamp,
}

impl StoreChange for PasskeyInsert {
    type Made = PasskeyAddition;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<PasskeyAddition> {
        let account = AccountId(self.row.account_id);
        // The account first, as everywhere: two who add one at once are counted one after the other.
        let owner = account::Entity::find_by_id(account.0).filter(account::Column::DisabledAt.is_null());
        if owner.lock_exclusive().one(db).await?.is_none() {
            return Ok(PasskeyAddition::Over);
        }
        let is_same = passkey::Column::CredentialHash.eq(self.row.credential_hash.clone());
        if passkey::Entity::find().filter(is_same).count(db).await? > 0 {
            return Ok(PasskeyAddition::Refused);
        }
        if of_account(account).count(db).await? >= self.most as u64 {
            return Ok(PasskeyAddition::Full);
        }
        passkey::Entity::insert(self.row.clone().into_active_model()).exec_without_returning(db).await?;
        log.audit.push(account_entry("account.passkey_added", &account.to_string(), Some(account), self.now));
        Ok(PasskeyAddition::Added)
    }
}

struct PasskeyRemoval {
    account: AccountId,
    id: Uuid,
    now: Timestamp,
}

impl StoreChange for PasskeyRemoval {
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let removed = passkey::Entity::delete_by_id(self.id).filter(passkey::Column::AccountId.eq(self.account.0));
        let is_removed = removed.exec(db).await?.rows_affected > 0;
        let actor = self.account.to_string();
        let entry = || account_entry("account.passkey_removed", &actor, Some(self.account), self.now);
        log.audit.extend(is_removed.then(entry));
        Ok(is_removed)
    }
}
