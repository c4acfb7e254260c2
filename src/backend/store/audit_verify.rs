//! All of the audit log, looked at: each chain by itself, and against the ends that were kept elsewhere.

use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::{
    ChainHead, DatabaseLocation,
    audit::find_broken_chains,
    audit_heads::{find_lost_heads, read_heads},
    database::connect,
    entities::audit_record,
};
use crate::intake::HashKey;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditVerdict {
    /// How many records there are.
    pub records: u64,
    /// In how many chains.
    pub chains: usize,
    /// Chains that are broken, by their writers, each with its first record that does not follow.
    pub broken: Vec<(Uuid, i64)>,
    /// Ends that were kept elsewhere, and that no chain has any more.
    pub lost: Vec<ChainHead>,
}

/// Looks at the audit log of a database. Nothing is changed.
pub async fn verify_audit_log(
    location: &DatabaseLocation,
    key: &HashKey,
    heads: &[ChainHead],
) -> anyhow::Result<AuditVerdict> {
    let db = connect(location).await?;
    let verdict = AuditVerdict {
        records: audit_record::Entity::find().count(&db).await?,
        chains: read_heads(&db).await?.len(),
        broken: find_broken_chains(key, &db).await?,
        lost: find_lost_heads(heads, &db).await?,
    };
    db.close().await?;
    Ok(verdict)
}
