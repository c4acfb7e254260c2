//! A link is used: somebody gives their account a password and a telephone, and gets recovery codes.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};

use super::{
    account_changes::forget_secrets,
    account_rows::account_entry,
    invitation_rows::find_invitation,
    password_hashes::PasswordTurn,
    secret_token::{TokenPurpose, chance},
};
use crate::{
    intake::{
        AccountId, Digest,
        staff::{
            PasswordFault, RECOVERY_BYTES, RecoveryCode, SecondFactor, TotpRule, TotpSecret, find_password_faults,
        },
    },
    store::{
        Store, WrappedKey, WriteError,
        entities::{account, account_invitation, recovery_code},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What somebody sends who takes an account over.
#[derive(Clone)]
pub struct InvitationAcceptance {
    /// The end of the link.
    pub token: String,
    /// The password that they want.
    pub password: String,
    /// The programme's words, which may not stand in it.
    pub words: Vec<String>,
    /// The secret that they were shown for their telephone.
    pub totp_secret: TotpSecret,
    /// What their telephone shows.
    pub code: String,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptFault {
    /// The password cannot be taken.
    Password(PasswordFault),
    /// The telephone shows something else: it does not have the secret, or its clock is wrong.
    Code,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AcceptOutcome {
    /// They may sign in.
    Accepted {
        /// The account.
        account: AccountId,
        /// For when the telephone is lost. They are shown once.
        recovery_codes: Vec<RecoveryCode>,
    },
    /// Nothing was changed.
    Refused(Vec<AcceptFault>),
    /// The link was used, is over, or never was one.
    NoInvitation,
}

impl Store {
    /// Takes an account over by a link, which is good no more then.
    pub async fn accept_invitation(
        &self,
        acceptance: InvitationAcceptance,
        now: Timestamp,
    ) -> anyhow::Result<AcceptOutcome> {
        let key = &self.keys.index;
        let found = find_invitation(&acceptance.token, now, key, &self.databases.readers).await?;
        let Some((_, account)) = found else { return Ok(AcceptOutcome::NoInvitation) };
        let (faults, step) = acceptance.check(&account.mail, now);
        let Some(step) = step.filter(|_| faults.is_empty()) else { return Ok(AcceptOutcome::Refused(faults)) };
        let turn = PasswordTurn::wait().await.ok_or(WriteError::Busy)?;
        let account = AccountId(account.id);
        let recovery_codes = RecoveryCode::of_chance(&recovery_chance());
        let change = AccountAcceptance {
            account,
            token_hash: TokenPurpose::Invitation.hash(&acceptance.token, key),
            password_hash: turn.hash(acceptance.password).await?,
            secret: self.keys.master.wrap_secret(acceptance.totp_secret.as_bytes(), account)?,
            step: i64::try_from(step)?,
            recovery: recovery_codes.iter().map(|code| code.hash(account, key)).collect(),
            now,
        };
        let is_accepted = self.write(change).await?;
        Ok(if is_accepted { AcceptOutcome::Accepted { account, recovery_codes } } else { AcceptOutcome::NoInvitation })
    }
}

impl InvitationAcceptance {
    /// All that is wrong, and the step that the code belongs to.
    fn check(&self, mail: &str, now: Timestamp) -> (Vec<AcceptFault>, Option<u64>) {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let faults = find_password_faults(&self.password, mail, &words).into_iter().map(AcceptFault::Password);
        let step = match SecondFactor::parse(&self.code) {
            Some(SecondFactor::Totp(code)) => {
                TotpRule { secret: &self.totp_secret, last_step: None }.step_of(&code, now)
            }
            _ => None,
        };
        (faults.chain(step.is_none().then_some(AcceptFault::Code)).collect(), step)
    }
}

fn recovery_chance() -> [u8; RECOVERY_BYTES] {
    let mut bytes = [0; RECOVERY_BYTES];
    for part in bytes.chunks_mut(32) {
        part.copy_from_slice(&chance()[..part.len()]);
    }
    bytes
}

struct AccountAcceptance {
    account: AccountId,
    token_hash: Digest,
    password_hash: String,
    secret: WrappedKey,
    step: i64,
    recovery: Vec<Digest>,
    now: Timestamp,
}

impl StoreChange for AccountAcceptance {
    /// Whether the link was good still.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        // The account first, as everywhere.
        let row = account::Entity::find_by_id(self.account.0).filter(account::Column::DisabledAt.is_null());
        let Some(row) = row.lock_exclusive().one(db).await? else { return Ok(false) };
        let used = account_invitation::Entity::delete_many()
            .filter(account_invitation::Column::TokenHash.eq(self.token_hash.to_vec()))
            .filter(account_invitation::Column::ExpiresAt.gt(self.now.as_millisecond()));
        if used.exec(db).await?.rows_affected == 0 {
            return Ok(false);
        }
        forget_secrets(self.account, db).await?;
        let mut row = row.into_active_model();
        row.password_hash = Set(Some(self.password_hash.clone()));
        row.totp_sealed = Set(Some(self.secret.wrapped.clone()));
        row.totp_master_key = Set(Some(self.secret.master_key));
        row.totp_last_step = Set(Some(self.step));
        row.update(db).await?;
        for hash in &self.recovery {
            let row = recovery_code::Model { hash: hash.to_vec(), account_id: self.account.0, used_at: None };
            recovery_code::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
        }
        let actor = self.account.to_string();
        log.audit.push(account_entry("account.accepted", &actor, Some(self.account), self.now));
        Ok(true)
    }
}
