//! What is over of signing in: sessions, links, failures, browsers, what devices were asked to sign.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Condition};

use super::{failed_attempts::remembered_since_ms, sessions::idle_since_ms};
use crate::store::{
    Store, WriteError,
    entities::{account_invitation, known_browser, passkey_challenge, sign_in_failure, staff_session},
    store_change::StoreChange,
    work_log::WorkLog,
};

impl Store {
    /// Removes what is over of signing in; gives how many rows. None of it would count any more anyway.
    pub async fn sweep_sign_ins(&self, now: Timestamp) -> Result<u64, WriteError> {
        self.write(StaffSweep { now }).await
    }
}

struct StaffSweep {
    now: Timestamp,
}

impl StoreChange for StaffSweep {
    type Made = u64;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let now = self.now.as_millisecond();
        let is_over = Condition::any()
            .add(staff_session::Column::ExpiresAt.lte(now))
            .add(staff_session::Column::SeenAt.lte(idle_since_ms(self.now)));
        let sessions = staff_session::Entity::delete_many().filter(is_over).exec(db).await?;
        let unused = account_invitation::Column::ExpiresAt.lte(now);
        let links = account_invitation::Entity::delete_many().filter(unused).exec(db).await?;
        let forgotten = sign_in_failure::Column::At.lte(remembered_since_ms(self.now));
        let failures = sign_in_failure::Entity::delete_many().filter(forgotten).exec(db).await?;
        let unknown = known_browser::Column::ExpiresAt.lte(now);
        let browsers = known_browser::Entity::delete_many().filter(unknown).exec(db).await?;
        let unanswered = passkey_challenge::Column::ExpiresAt.lte(now);
        let challenges = passkey_challenge::Entity::delete_many().filter(unanswered).exec(db).await?;
        Ok([sessions, links, failures, browsers, challenges].iter().map(|deleted| deleted.rows_affected).sum())
    }
}
