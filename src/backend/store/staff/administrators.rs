//! Who may do everything, so that there is always somebody who can: administrators of every programme whose account is
//! accepted and not disabled.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    intake::staff::StaffRole,
    store::entities::{account, account_grant},
};

/// Those who can, locked until the transaction ends. Who takes away the access of one of them waits here for whoever
/// takes away that of another, and then reads what is left.
pub(super) async fn lock_administrators(db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<Uuid>> {
    administrators().order_by_asc(account::Column::Id).lock_exclusive().all(db).await?;
    // What the other one wrote is seen by a statement that begins after it.
    read_administrators(db).await
}

/// Those who can.
pub(super) async fn read_administrators(db: &impl ConnectionTrait) -> anyhow::Result<BTreeSet<Uuid>> {
    Ok(administrators().all(db).await?.into_iter().map(|row| row.id).collect())
}

fn administrators() -> Select<account::Entity> {
    account::Entity::find()
        .filter(account::Column::Id.in_subquery(grants_of_whole()))
        .filter(account::Column::DisabledAt.is_null())
        .filter(account::Column::PasswordHash.is_not_null())
}

fn grants_of_whole() -> SelectStatement {
    Query::select()
        .column(account_grant::Column::AccountId)
        .from(account_grant::Entity)
        .and_where(account_grant::Column::Role.eq(StaffRole::Administrator.name()))
        .and_where(account_grant::Column::Programme.eq(""))
        .take()
}
