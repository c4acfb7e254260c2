//! A new master key: the keys of persons and the secrets of accounts, which the old one wraps, are wrapped anew, some at
//! a time, while the server serves. What is encrypted under the keys of persons stays as it is.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    DatabaseLocation, Databases, Keys, MasterKeys, WrappedKey,
    audited_commands::AuditedCommand,
    entities::person_key,
    staff::{count_old_passkeys, count_old_secrets, rewrap_passkeys, rewrap_secrets},
};
use crate::intake::PersonId;

/// Keys that one transaction wraps anew: a registration never waits for more.
const BATCH: u64 = 200;

/// Wraps all keys under the newest master key that are wrapped under an older one; gives how many. It can be ended at any time and
/// goes on where it was when it is called again. A server may run meanwhile: it has to read the new secrets before it meets a key
/// that they wrap, which it does by itself.
pub async fn rotate_master_key(location: &DatabaseLocation, keys: &Keys) -> anyhow::Result<u64> {
    let databases = Databases::open(location).await?;
    let mut command = AuditedCommand::new(databases.writer.clone(), keys.audit.clone());
    let mut all = 0;
    loop {
        let transaction = command.begin().await?;
        let wrapped = rewrap_some(&keys.master, BATCH, &transaction).await?
            + rewrap_secrets(&keys.master, BATCH, &transaction).await?
            + rewrap_passkeys(&keys.master, BATCH, &transaction).await?;
        if wrapped == 0 {
            transaction.rollback().await?;
            return Ok(all);
        }
        command.commit(transaction, "keys.rewrapped").await?;
        all += wrapped;
    }
}

/// How many keys are wrapped under a master key that is not the newest.
pub async fn count_old_wrappings(location: &DatabaseLocation, keys: &Keys) -> anyhow::Result<u64> {
    let databases = Databases::open(location).await?;
    let secrets = count_old_secrets(&keys.master, &databases.readers).await?
        + count_old_passkeys(&keys.master, &databases.readers).await?;
    Ok(old_wrappings(&keys.master).count(&databases.readers).await? + secrets)
}

fn old_wrappings(master: &MasterKeys) -> sea_orm::Select<person_key::Entity> {
    person_key::Entity::find().filter(person_key::Column::MasterKey.lt(master.newest()))
}

/// Who was erased meanwhile stays erased: rows are changed and never made.
async fn rewrap_some(master: &MasterKeys, most: u64, db: &impl ConnectionTrait) -> anyhow::Result<u64> {
    let rows = old_wrappings(master).order_by_asc(person_key::Column::PersonId).limit(most).all(db).await?;
    for row in &rows {
        let person = PersonId(row.person_id);
        let old = WrappedKey { master_key: row.master_key, wrapped: row.wrapped.clone() };
        let new = master.wrap(&master.unwrap(&old, person)?, person)?;
        person_key::Entity::update_many()
            .col_expr(person_key::Column::MasterKey, Expr::value(new.master_key))
            .col_expr(person_key::Column::Wrapped, Expr::value(new.wrapped))
            .filter(person_key::Column::PersonId.eq(row.person_id))
            .filter(person_key::Column::MasterKey.eq(row.master_key))
            .exec(db)
            .await?;
    }
    Ok(rows.len() as u64)
}
