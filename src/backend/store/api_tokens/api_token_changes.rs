//! Tokens are made and revoked.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, QuerySelect};
use uuid::Uuid;

use super::api_token_use::token_hash;
use crate::{
    intake::office_api::ApiTokenTerms,
    store::{
        SecretToken, Store, WriteError, audit::AuditEntry, entities::api_token, staff::fresh_api_token,
        store_change::StoreChange, work_log::WorkLog,
    },
};

/// A token that was made. It is shown now or never.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeApiToken {
    /// What the audit log calls it.
    pub id: Uuid,
    /// What a program sends.
    pub token: SecretToken,
}

/// What became of revoking one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeOutcome {
    /// It is good no more.
    Revoked,
    /// It was revoked before.
    Before,
    /// There is none.
    Unknown,
}

struct ApiTokenAddition {
    row: api_token::Model,
}

impl StoreChange for ApiTokenAddition {
    type Made = ();

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<()> {
        let row = &self.row;
        api_token::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        let at = Timestamp::from_millisecond(row.made_at)?;
        log.audit.push(AuditEntry::of_row(row.id, "api_token.made", &row.made_by, at));
        Ok(())
    }
}

struct ApiTokenRevocation {
    id: Uuid,
    actor: String,
    now: Timestamp,
}

impl StoreChange for ApiTokenRevocation {
    type Made = RevokeOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<RevokeOutcome> {
        let row = api_token::Entity::find_by_id(self.id).lock_exclusive().one(db).await?;
        let Some(row) = row else { return Ok(RevokeOutcome::Unknown) };
        if row.revoked_at.is_some() {
            return Ok(RevokeOutcome::Before);
        }
        let mut row = row.into_active_model();
        row.revoked_at = Set(Some(self.now.as_millisecond()));
        row.revoked_by = Set(Some(self.actor.clone()));
        row.update(db).await?;
        log.audit.push(AuditEntry::of_row(self.id, "api_token.revoked", &self.actor, self.now));
        Ok(RevokeOutcome::Revoked)
    }
}

impl Store {
    /// Makes a token. Nothing can show it again.
    pub async fn make_api_token(&self, terms: ApiTokenTerms, actor: &str) -> Result<MadeApiToken, WriteError> {
        let (id, token) = (Uuid::new_v4(), fresh_api_token());
        let row = api_token::Model {
            id,
            name: terms.name,
            scopes: terms.grants.written_scopes(),
            programme: terms.grants.programme,
            hash: token_hash(token.as_str(), &self.keys.index).to_vec(),
            made_at: Timestamp::now().as_millisecond(),
            made_by: actor.to_owned(),
            ends_on: terms.ends_on.to_string(),
            used_on: None,
            revoked_at: None,
            revoked_by: None,
        };
        self.write(ApiTokenAddition { row }).await?;
        Ok(MadeApiToken { id, token })
    }

    /// Has a token be good no more, from the next request on.
    pub async fn revoke_api_token(&self, id: Uuid, actor: &str) -> Result<RevokeOutcome, WriteError> {
        self.write(ApiTokenRevocation { id, actor: actor.to_owned(), now: Timestamp::now() }).await
    }
}
