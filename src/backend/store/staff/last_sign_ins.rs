//! When somebody signed in to an account last: what is kept of sessions and of known browsers says it.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::store::entities::{known_browser, staff_session};

/// How long a browser is known that nobody signs in with any more.
pub(super) const KNOWN: SignedDuration = SignedDuration::from_hours(24 * 90);

/// When somebody signed in to accounts last, in milliseconds, as far back as their browsers are known.
pub(super) async fn last_sign_ins(accounts: &[Uuid], db: &impl ConnectionTrait) -> anyhow::Result<BTreeMap<Uuid, i64>> {
    let of_sessions = staff_session::Column::AccountId.is_in(accounts.iter().copied());
    let sessions = staff_session::Entity::find().filter(of_sessions).all(db).await?;
    let of_browsers = known_browser::Column::AccountId.is_in(accounts.iter().copied());
    let browsers = known_browser::Entity::find().filter(of_browsers).all(db).await?;
    let known_ms = i64::try_from(KNOWN.as_millis())?;
    let sessions = sessions.into_iter().map(|row| (row.account_id, row.created_at));
    let browsers = browsers.into_iter().map(|row| (row.account_id, row.expires_at - known_ms));
    let mut last: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (account, at) in sessions.chain(browsers) {
        let known = last.entry(account).or_insert(at);
        *known = at.max(*known);
    }
    Ok(last)
}
