//! The audit log and the keyring, as operators and the server itself ask for them.

use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::{
    ChainHead, KeyringCopies, KeyringRefresh, Store,
    audit::find_broken_chains,
    audit_heads::{find_lost_heads, read_heads},
    entities::erased_key,
};

impl Store {
    /// Looks at all of the audit log: the chains that are broken, each with the number of the first record that does not
    /// follow from those before it.
    pub async fn broken_audit_chains(&self) -> anyhow::Result<Vec<(Uuid, i64)>> {
        find_broken_chains(&self.keys.audit, &self.databases.readers).await
    }

    /// The ends of all chains of the audit log.
    pub async fn audit_heads(&self) -> anyhow::Result<Vec<ChainHead>> {
        read_heads(&self.databases.readers).await
    }

    /// Of ends of chains that were kept elsewhere, those that the audit log does not have any more.
    pub async fn lost_audit_heads(&self, heads: &[ChainHead]) -> anyhow::Result<Vec<ChainHead>> {
        find_lost_heads(heads, &self.databases.readers).await
    }

    /// How many persons were erased.
    pub async fn count_erased(&self) -> anyhow::Result<u64> {
        Ok(erased_key::Entity::find().count(&self.databases.readers).await?)
    }

    /// Rewrites the copies of the keyring if somebody was erased since.
    pub async fn refresh_keyring(&self, copies: &KeyringCopies) -> anyhow::Result<KeyringRefresh> {
        copies.refresh(&self.databases.readers).await
    }
}
