//! What is written once a password and a code were right, or the answer of a passkey: the code is used up, the counter goes on, and
//! there is a session. Two who come with the same at once are one of them.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Condition, Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    account_rows::account_entry, failed_attempts::forget_failures, last_sign_ins::KNOWN, sessions::SessionStart,
};
use crate::{
    intake::{AccountId, Digest, staff::SignInCounters},
    store::{
        WrappedKey,
        entities::{account, known_browser, passkey, recovery_code, staff_session},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// What a code proves, or a passkey, unless somebody uses it first.
#[derive(Clone, Debug)]
pub(super) enum ProvenFactor {
    /// A code of the moment, of this step.
    Step(i64),
    /// A recovery code of this hash, if there is one.
    Recovery(Digest),
    /// A passkey, whose counter has gone on.
    Passkey(PasskeyUse),
}

/// A passkey before and after somebody signs in by it.
#[derive(Clone, Debug)]
pub(super) struct PasskeyUse {
    pub id: Uuid,
    pub before: Vec<u8>,
    pub after: WrappedKey,
}

pub(super) struct SignInCompletion {
    pub account: AccountId,
    /// The hash that the password was held against.
    pub password_hash: Option<String>,
    pub factor: ProvenFactor,
    pub attempt: Uuid,
    pub counters: SignInCounters,
    pub token_hash: Digest,
    pub browser_hash: Digest,
    pub now: Timestamp,
}

impl StoreChange for SignInCompletion {
    /// Whether somebody is signed in.
    type Made = bool;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<bool> {
        let row = account::Entity::find_by_id(self.account.0).filter(account::Column::DisabledAt.is_null());
        let row = row.lock_exclusive().one(db).await?;
        if row.is_none_or(|row| row.password_hash != self.password_hash)
            || !self.factor.use_up(self.account, self.now, db).await?
        {
            return Ok(false);
        }
        forget_failures(self.attempt, &self.counters, db).await?;
        self.remember_browser(db).await?;
        // Its cookie is overwritten by the new one.
        staff_session::Entity::delete_many()
            .filter(staff_session::Column::AccountId.eq(self.account.0))
            .filter(staff_session::Column::Browser.eq(self.browser_hash.to_vec()))
            .exec(db)
            .await?;
        let begun =
            SessionStart { account: self.account, token_hash: self.token_hash, browser_hash: self.browser_hash };
        begun.write(self.now, log, db).await?;
        if let ProvenFactor::Passkey(_) = self.factor {
            let actor = self.account.to_string();
            log.audit.push(account_entry("account.passkey_used", &actor, Some(self.account), self.now));
        }
        Ok(true)
    }
}

impl ProvenFactor {
    /// Uses it up, and says whether it was good still.
    pub async fn use_up(&self, account: AccountId, now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let used = match self {
            Self::Step(step) => {
                let last = account::Column::TotpLastStep;
                account::Entity::update_many()
                    .col_expr(last, Expr::value(*step))
                    .filter(account::Column::Id.eq(account.0))
                    .filter(Condition::any().add(last.is_null()).add(last.lt(*step)))
                    .exec(db)
                    .await?
            }
            Self::Recovery(hash) => {
                recovery_code::Entity::update_many()
                    .col_expr(recovery_code::Column::UsedAt, Expr::value(now.as_millisecond()))
                    .filter(recovery_code::Column::Hash.eq(hash.to_vec()))
                    .filter(recovery_code::Column::AccountId.eq(account.0))
                    .filter(recovery_code::Column::UsedAt.is_null())
                    .exec(db)
                    .await?
            }
            // Sealed anew each time: whoever was held against what it was before comes too late.
            Self::Passkey(used) => {
                passkey::Entity::update_many()
                    .col_expr(passkey::Column::Sealed, Expr::value(used.after.wrapped.clone()))
                    .col_expr(passkey::Column::MasterKey, Expr::value(used.after.master_key))
                    .col_expr(passkey::Column::UsedAt, Expr::value(now.as_millisecond()))
                    .filter(passkey::Column::Id.eq(used.id))
                    .filter(passkey::Column::AccountId.eq(account.0))
                    .filter(passkey::Column::Sealed.eq(used.before.clone()))
                    .filter(passkey::Column::SuspectAt.is_null())
                    .exec(db)
                    .await?
            }
        };
        Ok(used.rows_affected == 1)
    }
}

impl SignInCompletion {
    async fn remember_browser(&self, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let row = known_browser::Model {
            hash: self.browser_hash.to_vec(),
            account_id: self.account.0,
            expires_at: self.now.checked_add(KNOWN)?.as_millisecond(),
        };
        let known = OnConflict::columns([known_browser::Column::Hash, known_browser::Column::AccountId])
            .update_column(known_browser::Column::ExpiresAt)
            .to_owned();
        let row = [row.into_active_model()];
        known_browser::Entity::insert_many(row).on_conflict(known).exec_without_returning(db).await?;
        Ok(())
    }
}
