//! What is written once a password and a code were right: the code is used up, and there is a session. Two who come with
//! the same code at once are one of them.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Condition, Expr, OnConflict},
};
use uuid::Uuid;

use super::{failed_attempts::forget_failures, sessions::SessionStart};
use crate::{
    intake::{AccountId, Digest, staff::SignInCounters},
    store::{
        entities::{account, known_browser, recovery_code, staff_session},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How long a browser is known that nobody signs in with any more.
const KNOWN: SignedDuration = SignedDuration::from_hours(24 * 90);

/// What a code proves, unless somebody uses it first.
#[derive(Clone, Copy, Debug)]
pub(super) enum ProvenFactor {
    /// A code of the moment, of this step.
    Step(i64),
    /// A recovery code of this hash, if there is one.
    Recovery(Digest),
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
        if row.is_none_or(|row| row.password_hash != self.password_hash) || !self.use_up(db).await? {
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
        Ok(true)
    }
}

impl SignInCompletion {
    /// Uses the code up, and says whether it was good still.
    async fn use_up(&self, db: &impl ConnectionTrait) -> anyhow::Result<bool> {
        let used = match self.factor {
            ProvenFactor::Step(step) => {
                let last = account::Column::TotpLastStep;
                account::Entity::update_many()
                    .col_expr(last, Expr::value(step))
                    .filter(account::Column::Id.eq(self.account.0))
                    .filter(Condition::any().add(last.is_null()).add(last.lt(step)))
                    .exec(db)
                    .await?
            }
            ProvenFactor::Recovery(hash) => {
                recovery_code::Entity::update_many()
                    .col_expr(recovery_code::Column::UsedAt, Expr::value(self.now.as_millisecond()))
                    .filter(recovery_code::Column::Hash.eq(hash.to_vec()))
                    .filter(recovery_code::Column::AccountId.eq(self.account.0))
                    .filter(recovery_code::Column::UsedAt.is_null())
                    .exec(db)
                    .await?
            }
        };
        Ok(used.rows_affected == 1)
    }

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
