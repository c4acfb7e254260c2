//! What a program asks for again, since it has not heard the answer, is done once. The request is noted in the transaction that does it.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use uuid::Uuid;

use crate::{
    intake::{AccountId, Digest},
    store::{Store, WriteError, entities::api_request, store_change::StoreChange, work_log::WorkLog},
};

/// How long a request is known.
const KEPT: SignedDuration = SignedDuration::from_hours(72);

/// A request of a program, by the name that it gave it. It knows neither the name nor what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiRequestKey {
    token: AccountId,
    name: Digest,
    body: Digest,
}

/// What became of something that is to be done once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnceOutcome {
    /// It was done now; this is the row that came of it.
    Done(Uuid),
    /// It was done before.
    Repeated(Uuid),
    /// The program has given the same name to something else.
    Other,
    /// It cannot be done: nobody is there any more.
    Refused,
}

/// A change that is made once, however often a program asks for it.
pub(in crate::store) struct OnceChange<C> {
    pub change: C,
    /// The row that it makes.
    pub made: Uuid,
    /// By what it is known again; without it, it is made whenever it is asked for.
    pub request: Option<ApiRequestKey>,
    pub now: Timestamp,
}

impl<C: StoreChange<Made = bool>> StoreChange for OnceChange<C> {
    type Made = OnceOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<OnceOutcome> {
        if let Some(request) = &self.request {
            let row = api_request::Model {
                token_id: request.token.0,
                name_hash: request.name.to_vec(),
                body_hash: request.body.to_vec(),
                made_id: self.made,
                at: self.now.as_millisecond(),
            };
            let known = OnConflict::columns([api_request::Column::TokenId, api_request::Column::NameHash])
                .do_nothing()
                .to_owned();
            let inserted = api_request::Entity::insert(row.into_active_model()).on_conflict(known);
            if inserted.exec_without_returning(db).await? == 0 {
                return request.read_before(db).await;
            }
        }
        if self.change.apply(log, db).await? {
            return Ok(OnceOutcome::Done(self.made));
        }
        if let Some(request) = &self.request {
            api_request::Entity::delete_by_id((request.token.0, request.name.to_vec())).exec(db).await?;
        }
        Ok(OnceOutcome::Refused)
    }
}

impl ApiRequestKey {
    /// What was done by this name before.
    async fn read_before(&self, db: &DatabaseTransaction) -> anyhow::Result<OnceOutcome> {
        let known = api_request::Entity::find_by_id((self.token.0, self.name.to_vec())).one(db).await?;
        Ok(match known {
            Some(known) if known.body_hash == self.body => OnceOutcome::Repeated(known.made_id),
            _ => OnceOutcome::Other,
        })
    }
}

struct RequestSweep {
    before: Timestamp,
}

impl StoreChange for RequestSweep {
    type Made = u64;

    async fn apply(&self, _log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<u64> {
        let is_old = api_request::Column::At.lt(self.before.as_millisecond());
        Ok(api_request::Entity::delete_many().filter(is_old).exec(db).await?.rows_affected)
    }
}

impl Store {
    /// A request of a token, by the name that the program gave it, with what it asks for at which address.
    pub fn api_request_key(&self, token: AccountId, name: &str, path: &str, body: &[u8]) -> ApiRequestKey {
        let key = &self.keys.index;
        let name = key.hash("api-request-name", &[token.0.as_bytes(), name.as_bytes()]);
        let body = key.hash("api-request-body", &[path.as_bytes(), body]);
        ApiRequestKey { token, name, body }
    }

    /// Forgets requests that nobody sends again any more; gives how many.
    pub async fn sweep_api_requests(&self, now: Timestamp) -> Result<u64, WriteError> {
        let before = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
        self.write(RequestSweep { before }).await
    }
}
