//! Who sends a token. Each request is counted by the minute, beside the submissions of senders, so that all replicas count together.

use anyhow::Context;
use jiff::{Timestamp, civil::Date};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    sea_query::{Condition, Expr, OnConflict},
};
use uuid::Uuid;

use super::ApiTokenView;
use crate::{
    intake::{
        Digest, HashKey,
        calendar::clock_in_japan,
        office_api::{API_REQUESTS_PER_MINUTE, ApiGrants},
    },
    store::{
        StaffSession, Store,
        entities::{api_token, limit_count},
        store_change::StoreChange,
        work_log::WorkLog,
    },
};

/// How long requests are counted together, in seconds.
const WINDOW_S: i64 = 60;

/// A program that has come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiTokenVisit {
    /// As whom the audit log knows it, as if it had signed in; by no role of staff.
    pub session: StaffSession,
    /// What it may do.
    pub grants: ApiGrants,
}

/// What whoever sends a token is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiTokenOutcome {
    /// It is good.
    Good(ApiTokenVisit),
    /// It was sent too often: it is good again in so many seconds.
    Wait(u32),
    /// There is no such token, or no more.
    Unknown,
}

/// The hash under which a token is kept.
pub(super) fn token_hash(token: &str, key: &HashKey) -> Digest {
    key.hash("api-token", &[token.as_bytes()])
}

/// One more request of a token.
pub(super) struct ApiTokenUse {
    pub id: Uuid,
    /// What its requests are counted under.
    pub counter: Digest,
    pub most: u32,
    pub today: Date,
    pub now: Timestamp,
}

impl StoreChange for ApiTokenUse {
    /// How long it has to wait, in seconds, if it does.
    type Made = Option<u32>;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<Option<u32>> {
        let began_at = self.now.as_second().div_euclid(WINDOW_S) * WINDOW_S;
        if self.count(began_at, db).await? > i64::from(self.most) {
            return Ok(Some(u32::try_from(began_at + WINDOW_S - self.now.as_second())?));
        }
        let today = self.today.to_string();
        let is_older =
            Condition::any().add(api_token::Column::UsedOn.is_null()).add(api_token::Column::UsedOn.lt(today.as_str()));
        api_token::Entity::update_many()
            .col_expr(api_token::Column::UsedOn, Expr::value(today))
            .filter(api_token::Column::Id.eq(self.id))
            .filter(is_older)
            .exec(db)
            .await?;
        Ok(None)
    }
}

impl ApiTokenUse {
    /// Counts it, and gives how many there are with it.
    async fn count(&self, began_at: i64, db: &impl ConnectionTrait) -> anyhow::Result<i64> {
        let row = limit_count::Model { client: self.counter.to_vec(), began_at, count: 1 };
        let one_more = Expr::col((limit_count::Entity, limit_count::Column::Count)).add(1);
        let known = OnConflict::columns([limit_count::Column::BeganAt, limit_count::Column::Client])
            .value(limit_count::Column::Count, one_more)
            .to_owned();
        limit_count::Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(db).await?;
        let counted = limit_count::Entity::find()
            .filter(limit_count::Column::Client.eq(self.counter.to_vec()))
            .filter(limit_count::Column::BeganAt.eq(began_at));
        Ok(counted.one(db).await?.context("what was counted is not there")?.count)
    }
}

impl Store {
    /// Who sends this token. A request is counted before anything else is done for it.
    pub async fn use_api_token(&self, token: &str, now: Timestamp) -> anyhow::Result<ApiTokenOutcome> {
        let key = &self.keys.index;
        let hash = token_hash(token, key);
        let row = api_token::Entity::find().filter(api_token::Column::Hash.eq(hash.to_vec()));
        let Some(row) = row.one(&self.databases.readers).await? else { return Ok(ApiTokenOutcome::Unknown) };
        let (known, today) = (ApiTokenView::of(row)?, clock_in_japan(now).date());
        if !known.is_good(today) {
            return Ok(ApiTokenOutcome::Unknown);
        }
        let counter = key.hash("api-token-requests", &[known.id.as_bytes()]);
        let used = ApiTokenUse { id: known.id, counter, most: API_REQUESTS_PER_MINUTE, today, now };
        if let Some(wait) = self.write(used).await? {
            return Ok(ApiTokenOutcome::Wait(wait));
        }
        let session = StaffSession::of_program(known.id, known.name);
        Ok(ApiTokenOutcome::Good(ApiTokenVisit { session, grants: known.grants }))
    }
}
