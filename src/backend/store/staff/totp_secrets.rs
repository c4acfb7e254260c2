//! The secrets of codes of the moment, encrypted under a master key: they belong to no person, so no key of a person
//! opens them.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::Expr,
};

use super::secret_token::chance;
use crate::{
    intake::{
        AccountId,
        staff::{TOTP_SECRET_BYTES, TotpSecret},
    },
    store::{MasterKeys, WrappedKey, entities::account},
};

/// A secret for somebody's telephone, to be shown and then handed over with the code that proves it was read.
pub fn fresh_totp_secret() -> TotpSecret {
    let mut bytes = [0; TOTP_SECRET_BYTES];
    bytes.copy_from_slice(&chance()[..TOTP_SECRET_BYTES]);
    TotpSecret::new(bytes)
}

/// The secret of an account; `None` before its invitation was accepted.
pub(super) fn open_secret(row: &account::Model, master: &MasterKeys) -> anyhow::Result<Option<TotpSecret>> {
    let (Some(wrapped), Some(master_key)) = (row.totp_sealed.clone(), row.totp_master_key) else { return Ok(None) };
    let bytes = master.unwrap_secret(&WrappedKey { master_key, wrapped }, AccountId(row.id))?;
    let bytes = <[u8; TOTP_SECRET_BYTES]>::try_from(bytes);
    bytes.map(|bytes| Some(TotpSecret::new(bytes))).map_err(|_| anyhow::anyhow!("a secret of codes has a wrong length"))
}

fn old_secrets(master: &MasterKeys) -> Select<account::Entity> {
    account::Entity::find().filter(account::Column::TotpMasterKey.lt(master.newest()))
}

/// How many lie under a master key that is not the newest.
pub(in crate::store) async fn count_old_secrets(master: &MasterKeys, db: &impl ConnectionTrait) -> anyhow::Result<u64> {
    Ok(old_secrets(master).count(db).await?)
}

/// Puts some of them under the newest master key. One that was changed meanwhile stays as it is.
pub(in crate::store) async fn rewrap_secrets(
    master: &MasterKeys,
    most: u64,
    db: &impl ConnectionTrait,
) -> anyhow::Result<u64> {
    let rows = old_secrets(master).order_by_asc(account::Column::Id).limit(most).all(db).await?;
    for row in &rows {
        let Some(secret) = open_secret(row, master)? else { continue };
        let new = master.wrap_secret(secret.as_bytes(), AccountId(row.id))?;
        account::Entity::update_many()
            .col_expr(account::Column::TotpMasterKey, Expr::value(new.master_key))
            .col_expr(account::Column::TotpSealed, Expr::value(new.wrapped))
            .filter(account::Column::Id.eq(row.id))
            .filter(account::Column::TotpSealed.eq(row.totp_sealed.clone()))
            .exec(db)
            .await?;
    }
    Ok(rows.len() as u64)
}
