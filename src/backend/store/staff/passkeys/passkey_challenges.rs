//! What devices were asked to sign: kept in the database, so that any replica can hear the answer, for five minutes, for whoever was
//! asked, and for one answer, right or wrong.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    intake::{AccountId, Digest},
    store::{Store, WriteError, entities::passkey_challenge, store_change::StoreChange, work_log::WorkLog},
};

/// For how long an answer is waited for.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// A question; it takes the place of an earlier one to the same session or browser.
pub(super) struct ChallengeStart {
    /// The keyed hash of what the session or the browser sends that may answer.
    pub binding: Digest,
    pub account: Option<AccountId>,
    pub attempt: Option<Uuid>,
    pub state: String,
    pub now: Timestamp,
}

impl StoreChange for ChallengeStart {
    type Made = ();

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        use passkey_challenge::Column;
        let row = passkey_challenge::Model {
            binding: self.binding.to_vec(),
            account_id: self.account.map(|account| account.0),
            attempt_id: self.attempt,
            state: self.state.clone(),
            expires_at: self.now.checked_add(PATIENCE)?.as_millisecond(),
        };
        let replaced = OnConflict::column(Column::Binding)
            .update_columns([Column::AccountId, Column::AttemptId, Column::State, Column::ExpiresAt])
            .to_owned();
        let rows = [row.into_active_model()];
        passkey_challenge::Entity::insert_many(rows).on_conflict(replaced).exec_without_returning(db).await?;
        Ok(())
    }
}

impl Store {
    /// What somebody was asked, who answers now; it cannot be answered again.
    pub(super) async fn take_challenge(
        &self,
        binding: Digest,
        now: Timestamp,
    ) -> Result<Option<passkey_challenge::Model>, WriteError> {
        self.write(ChallengeUse { binding, now, is_kept: false }).await
    }
}

/// A question that is answered.
#[derive(Clone, Copy)]
pub(super) struct ChallengeUse {
    pub binding: Digest,
    pub now: Timestamp,
    /// Leaves it where it is, for the test that shows what would come of that.
    pub is_kept: bool,
}

impl StoreChange for ChallengeUse {
    type Made = Option<passkey_challenge::Model>;

    async fn apply(
        &self,
        _log: &mut WorkLog,
        db: &DatabaseTransaction,
    ) -> anyhow::Result<Option<passkey_challenge::Model>> {
        let found = passkey_challenge::Entity::find_by_id(self.binding.to_vec())
            .filter(passkey_challenge::Column::ExpiresAt.gt(self.now.as_millisecond()));
        let found = found.lock_exclusive().one(db).await?;
        if !self.is_kept {
            // Of two who answer at once, the second finds nothing once the first has written this.
            passkey_challenge::Entity::delete_by_id(self.binding.to_vec()).exec(db).await?;
        }
        Ok(found)
    }
}
