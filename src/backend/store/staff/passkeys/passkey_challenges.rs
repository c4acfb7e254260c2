//! What devices were asked to sign: kept in the database, so that any replica can hear the answer, for five minutes, for whoever was
//! asked, and for one answer, right or wrong.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::OnConflict,
};

use crate::{
    intake::{AccountId, Digest},
    store::{Store, WriteError, entities::passkey_challenge, store_change::StoreChange, work_log::WorkLog},
};

/// For how long an answer is waited for.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// How many questions of one network or known browser wait for an answer at once. Whoever shuts a device's dialog leaves one.
pub(super) const MOST_OPEN: u64 = 20;

/// For how many seconds somebody waits at most of whose questions so many wait.
const MOST_WAIT_S: i64 = 60;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChallengeParty {
    /// An account that adds a passkey.
    Owner(AccountId),
    /// Somebody who wants to sign in, by the keyed hash of their network or known browser, and of how many questions.
    Visitor(Digest, u64),
}

/// A question; it takes the place of an earlier one to the same session or browser.
pub(super) struct ChallengeStart {
    /// The keyed hash of what the session or the browser sends that may answer.
    pub binding: Digest,
    pub party: ChallengeParty,
    pub state: String,
    pub now: Timestamp,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StartedChallenge {
    /// It waits for its answer.
    Asked,
    /// Too many do: whoever asks is to come back after so many seconds.
    Wait(u32),
}

impl ChallengeStart {
    /// For how many seconds whoever asks has to wait: until the oldest of their questions is over, and not for long.
    async fn wait_s(&self, db: &DatabaseTransaction) -> anyhow::Result<u32> {
        use passkey_challenge::Column;
        let ChallengeParty::Visitor(asker, most) = self.party else { return Ok(0) };
        let open: Vec<i64> = passkey_challenge::Entity::find()
            .select_only()
            .column(Column::ExpiresAt)
            .filter(Column::Asker.eq(asker.to_vec()))
            .filter(Column::ExpiresAt.gt(self.now.as_millisecond()))
            .into_tuple()
            .all(db)
            .await?;
        match open.iter().min() {
            Some(oldest) if open.len() as u64 >= most => {
                let left_s = (oldest - self.now.as_millisecond() + 999) / 1_000;
                Ok(u32::try_from(left_s.clamp(1, MOST_WAIT_S))?)
            }
            _ => Ok(0),
        }
    }
}

impl StoreChange for ChallengeStart {
    type Made = StartedChallenge;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<StartedChallenge> {
        use passkey_challenge::Column;
        let wait_s = self.wait_s(db).await?;
        if wait_s > 0 {
            return Ok(StartedChallenge::Wait(wait_s));
        }
        let (account_id, asker) = match self.party {
            ChallengeParty::Owner(account) => (Some(account.0), None),
            ChallengeParty::Visitor(asker, _) => (None, Some(asker.to_vec())),
        };
        let row = passkey_challenge::Model {
            binding: self.binding.to_vec(),
            account_id,
            asker,
            state: self.state.clone(),
            expires_at: self.now.checked_add(PATIENCE)?.as_millisecond(),
        };
        let replaced = OnConflict::column(Column::Binding)
            .update_columns([Column::AccountId, Column::Asker, Column::State, Column::ExpiresAt])
            .to_owned();
        let rows = [row.into_active_model()];
        passkey_challenge::Entity::insert_many(rows).on_conflict(replaced).exec_without_returning(db).await?;
        Ok(StartedChallenge::Asked)
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
