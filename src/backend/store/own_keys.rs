//! Keys of what belongs to no person and says something all the same: an organisation, somebody who works there, a record of the
//! office. Each lies in the keyring under the id of its row, so no backup of the data can be read without it, a new master key wraps it
//! with all others, and destroying it ends every copy.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Keys, PersonKey, SealedPlace, WrappedKey, entities::person_key};
use crate::intake::PersonId;

/// A table and a column of cipher texts.
pub(super) type SealedColumn = (&'static str, &'static str);

/// The key of one row.
pub(super) struct OwnKey(Uuid, PersonKey);

/// The keys of rows; those that were destroyed are not there.
pub(super) struct OwnKeys(BTreeMap<Uuid, OwnKey>);

impl OwnKey {
    /// A fresh key, with its row of the keyring.
    pub fn generate(id: Uuid, keys: &Keys) -> anyhow::Result<(Self, person_key::Model)> {
        let key = PersonKey::generate();
        let WrappedKey { master_key, wrapped } = keys.master.wrap(&key, PersonId(id))?;
        Ok((Self(id, key), person_key::Model { person_id: id, master_key, wrapped }))
    }

    /// Encrypts a value for a column of its row.
    pub fn seal<T: Serialize + ?Sized>(&self, column: SealedColumn, value: &T) -> anyhow::Result<Vec<u8>> {
        self.1.seal(self.place(column), &serde_json::to_vec(value)?)
    }

    /// Decrypts what was encrypted for this column.
    pub fn open<T: DeserializeOwned>(&self, column: SealedColumn, sealed: &[u8]) -> anyhow::Result<T> {
        Ok(serde_json::from_slice(&self.1.open(self.place(column), sealed)?)?)
    }

    fn place(&self, (table, column): SealedColumn) -> SealedPlace {
        SealedPlace { table, column, person: PersonId(self.0) }
    }
}

impl OwnKeys {
    /// Reads the keys of rows.
    pub async fn read(
        ids: impl IntoIterator<Item = Uuid>,
        keys: &Keys,
        db: &impl ConnectionTrait,
    ) -> anyhow::Result<Self> {
        let rows = person_key::Entity::find().filter(person_key::Column::PersonId.is_in(ids)).all(db).await?;
        let mut found = BTreeMap::new();
        for row in rows {
            let wrapped = WrappedKey { master_key: row.master_key, wrapped: row.wrapped };
            let key = keys.master.unwrap(&wrapped, PersonId(row.person_id))?;
            found.insert(row.person_id, OwnKey(row.person_id, key));
        }
        Ok(Self(found))
    }

    /// The key of a row; `None` if it was destroyed.
    pub fn of(&self, id: Uuid) -> Option<&OwnKey> {
        self.0.get(&id)
    }
}

/// Puts a fresh key into the keyring.
pub(super) async fn keep_key(row: &person_key::Model, db: &impl ConnectionTrait) -> anyhow::Result<()> {
    person_key::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    Ok(())
}
