//! Where somebody is signed in: half an hour without a click, or twelve hours, and it is over.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    account_rows::{account_entry, read_grants},
    secret_token::{SecretToken, TokenPurpose, csrf_token},
};
use crate::{
    intake::{AccountId, Digest, StaffSessionId, staff::StaffGrants},
    store::{
        Store,
        entities::{account, staff_session},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How long one may not be used before it ends.
const IDLE: SignedDuration = SignedDuration::from_mins(30);

/// How long one lasts at most.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// How often it is written down that one is used.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Somebody who is signed in, and what they may do at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffSession {
    /// Who.
    pub account: AccountId,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub grants: StaffGrants,
    /// What the session is called where it is listed.
    pub id: StaffSessionId,
    /// What every form carries, so that no other site can send one.
    pub csrf: SecretToken,
}

impl StaffSession {
    /// A program that has come in by a token: no form can be sent in its name, and it has no role.
    pub(in crate::store) fn of_program(token: Uuid, name: String) -> Self {
        Self {
            account: AccountId(token),
            name,
            grants: StaffGrants::default(),
            id: StaffSessionId(token),
            csrf: SecretToken::generate(),
        }
    }
}

/// A session where it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// What it is called.
    pub id: StaffSessionId,
    /// Since when somebody is signed in.
    pub created_at: Timestamp,
    /// When it was used last, to a minute.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl Store {
    /// Who sends this token; `None` if nobody is signed in by it any more. That somebody is still there is written down
    /// once a minute.
    pub async fn session(&self, token: &str, now: Timestamp) -> anyhow::Result<Option<StaffSession>> {
        let (readers, key) = (&self.databases.readers, &self.keys.index);
        let hash = TokenPurpose::Session.hash(token, key);
        let found = live(now).filter(staff_session::Column::TokenHash.eq(hash.to_vec())).one(readers).await?;
        let Some(session) = found else { return Ok(None) };
        let account = account::Entity::find_by_id(session.account_id).filter(account::Column::DisabledAt.is_null());
        let Some(account) = account.one(readers).await? else { return Ok(None) };
        let grants = read_grants(&[account.id], readers).await?.remove(&account.id).unwrap_or_default();
        if now.as_millisecond() - session.seen_at >= ms(SEEN_EVERY)
            && let Err(error) = self.write(SessionSight { hash, now }).await
        {
            log::warn!("that a session is in use cannot be written down: {error}");
        }
        Ok(Some(StaffSession {
            account: AccountId(account.id),
            name: account.name,
            grants,
            id: StaffSessionId(session.id),
            csrf: csrf_token(token, key),
        }))
    }

    /// Signs out; gives whether somebody was signed in by this token.
    pub async fn end_session(&self, token: &str) -> anyhow::Result<bool> {
        Ok(self.write(self.ending(token, false)).await? > 0)
    }

    /// Signs the account of this token out everywhere else; gives in how many places.
    pub async fn end_other_sessions(&self, token: &str) -> anyhow::Result<u64> {
        Ok(self.write(self.ending(token, true)).await?)
    }

    /// Where an account is signed in, the latest first.
    pub async fn sessions_of(&self, account: AccountId) -> anyhow::Result<Vec<SessionView>> {
        let rows = live(Timestamp::now())
            .filter(staff_session::Column::AccountId.eq(account.0))
            .order_by_desc(staff_session::Column::SeenAt)
            .order_by_asc(staff_session::Column::Id)
            .all(&self.databases.readers)
            .await?;
        let view = |row: staff_session::Model| {
            anyhow::Ok(SessionView {
                id: StaffSessionId(row.id),
                created_at: Timestamp::from_millisecond(row.created_at)?,
                seen_at: Timestamp::from_millisecond(row.seen_at)?,
                expires_at: Timestamp::from_millisecond(row.expires_at)?,
            })
        };
        rows.into_iter().map(view).collect()
    }

    fn ending(&self, token: &str, is_of_others: bool) -> SessionEnd {
        let hash = TokenPurpose::Session.hash(token, &self.keys.index);
        SessionEnd { hash, is_of_others, now: Timestamp::now() }
    }
}

/// Those that are not over.
fn live(now: Timestamp) -> Select<staff_session::Entity> {
    staff_session::Entity::find()
        .filter(staff_session::Column::ExpiresAt.gt(now.as_millisecond()))
        .filter(staff_session::Column::SeenAt.gt(idle_since_ms(now)))
}

/// What was used last before this, in milliseconds, is over.
pub(super) fn idle_since_ms(now: Timestamp) -> i64 {
    now.as_millisecond() - ms(IDLE)
}

fn ms(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// A session that begins.
pub(super) struct SessionStart {
    pub account: AccountId,
    pub token_hash: Digest,
    /// By what the browser is known.
    pub browser_hash: Digest,
}

impl SessionStart {
    /// Writes that somebody is signed in from now on.
    pub async fn write(&self, now: Timestamp, log: &mut WorkLog, db: &impl ConnectionTrait) -> anyhow::Result<()> {
        let session = staff_session::Model {
            token_hash: self.token_hash.to_vec(),
            id: Uuid::new_v4(),
            account_id: self.account.0,
            browser: self.browser_hash.to_vec(),
            created_at: now.as_millisecond(),
            seen_at: now.as_millisecond(),
            expires_at: now.checked_add(LONGEST)?.as_millisecond(),
        };
        staff_session::Entity::insert(session.into_active_model()).exec_without_returning(db).await?;
        let actor = self.account.to_string();
        log.audit.push(account_entry("account.signed_in", &actor, Some(self.account), now));
        Ok(())
    }
}

/// That a session is in use.
struct SessionSight {
    hash: Digest,
    now: Timestamp,
}

impl StoreChange for SessionSight {
    type Made = ();

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let now = self.now.as_millisecond();
        staff_session::Entity::update_many()
            .col_expr(staff_session::Column::SeenAt, Expr::value(now))
            .filter(staff_session::Column::TokenHash.eq(self.hash.to_vec()))
            .filter(staff_session::Column::SeenAt.lte(now - ms(SEEN_EVERY)))
            .exec(db)
            .await?;
        Ok(())
    }
}

/// A session that ends, or all others of its account.
struct SessionEnd {
    hash: Digest,
    is_of_others: bool,
    now: Timestamp,
}

impl StoreChange for SessionEnd {
    /// How many have ended.
    type Made = u64;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let Some(session) = staff_session::Entity::find_by_id(self.hash.to_vec()).one(db).await? else { return Ok(0) };
        let own = staff_session::Column::TokenHash;
        let of_account =
            staff_session::Entity::delete_many().filter(staff_session::Column::AccountId.eq(session.account_id));
        let ended = if self.is_of_others { own.ne(self.hash.to_vec()) } else { own.eq(self.hash.to_vec()) };
        let count = of_account.filter(ended).exec(db).await?.rows_affected;
        let account = AccountId(session.account_id);
        let entry = || account_entry("account.signed_out", &account.to_string(), Some(account), self.now);
        log.audit.extend((0..count).map(|_| entry()));
        Ok(count)
    }
}
