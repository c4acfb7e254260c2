//! Passkeys as they are kept: what they are called, their public keys and counters are sealed under a master key, since they belong
//! to no person of the programme.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use webauthn_rs::prelude::Passkey;

use crate::{
    intake::{AccountId, Digest, HashKey},
    store::{MasterKeys, Store, WrappedKey, entities::passkey},
};

/// A passkey where it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyView {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// Since when it is good.
    pub added_at: Timestamp,
    /// When somebody signed in by it last.
    pub used_at: Option<Timestamp>,
    /// Since when it may be a copy: its counter went back, and nobody is let in by it.
    pub suspect_at: Option<Timestamp>,
}

impl Store {
    /// The passkeys of an account, in the order in which they were added.
    pub async fn passkeys_of(&self, account: AccountId) -> anyhow::Result<Vec<PasskeyView>> {
        let rows = of_account(account).all(&self.databases.readers).await?;
        let time = |at: Option<i64>| at.map(Timestamp::from_millisecond).transpose();
        let view = |row: passkey::Model| {
            anyhow::Ok(PasskeyView {
                id: row.id,
                name: open_passkey(&row, &self.keys.master)?.name,
                added_at: Timestamp::from_millisecond(row.added_at)?,
                used_at: time(row.used_at)?,
                suspect_at: time(row.suspect_at)?,
            })
        };
        rows.into_iter().map(view).collect()
    }
}

/// What is sealed of a passkey.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PasskeyContent {
    pub name: String,
    pub passkey: Passkey,
}

impl PasskeyContent {
    pub fn seal(&self, id: Uuid, account: AccountId, master: &MasterKeys) -> anyhow::Result<WrappedKey> {
        master.wrap_passkey(&serde_json::to_vec(self)?, id, account)
    }
}

pub(super) fn open_passkey(row: &passkey::Model, master: &MasterKeys) -> anyhow::Result<PasskeyContent> {
    let sealed = WrappedKey { master_key: row.master_key, wrapped: row.sealed.clone() };
    Ok(serde_json::from_slice(&master.unwrap_passkey(&sealed, row.id, AccountId(row.account_id))?)?)
}

/// The hash by which a passkey is found that a device names.
pub(super) fn credential_hash(credential_id: &[u8], key: &HashKey) -> Digest {
    key.hash("passkey-credential", &[credential_id])
}

/// Those of an account.
pub(super) fn of_account(account: AccountId) -> Select<passkey::Entity> {
    passkey::Entity::find()
        .filter(passkey::Column::AccountId.eq(account.0))
        .order_by_asc(passkey::Column::AddedAt)
        .order_by_asc(passkey::Column::Id)
}

fn old_passkeys(master: &MasterKeys) -> Select<passkey::Entity> {
    passkey::Entity::find().filter(passkey::Column::MasterKey.lt(master.newest()))
}

/// How many lie under a master key that is not the newest.
pub(in crate::store) async fn count_old_passkeys(
    master: &MasterKeys,
    db: &impl ConnectionTrait,
) -> anyhow::Result<u64> {
    Ok(old_passkeys(master).count(db).await?)
}

/// Puts some of them under the newest master key. One that was used meanwhile stays as it is.
pub(in crate::store) async fn rewrap_passkeys(
    master: &MasterKeys,
    most: u64,
    db: &impl ConnectionTrait,
) -> anyhow::Result<u64> {
    let rows = old_passkeys(master).order_by_asc(passkey::Column::Id).limit(most).all(db).await?;
    for row in &rows {
        let new = open_passkey(row, master)?.seal(row.id, AccountId(row.account_id), master)?;
        passkey::Entity::update_many()
            .col_expr(passkey::Column::MasterKey, Expr::value(new.master_key))
            .col_expr(passkey::Column::Sealed, Expr::value(new.wrapped))
            .filter(passkey::Column::Id.eq(row.id))
            .filter(passkey::Column::Sealed.eq(row.sealed.clone()))
            .exec(db)
            .await?;
    }
    Ok(rows.len() as u64)
}
