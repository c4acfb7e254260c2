//! The keyring: erasing somebody is destroying their key, here and in every copy.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};

use super::{
    backup_place::BackupPlace,
    keyring_copies::{keyring_copies, prune_keyrings},
    snapshot::DatabaseSnapshot,
};
use crate::{
    intake::PersonId,
    store::{
        entities::{erased_key, person_key},
        recovery::RecoveryRecipient,
    },
};

/// Destroys the keys of persons, within a transaction of the caller; gives how many had one. Once it is committed, the copies of
/// the keyring are rewritten by [`KeyringCopies::refresh`].
pub async fn erase_keys(persons: &[PersonId], now: Timestamp, db: &impl ConnectionTrait) -> anyhow::Result<u64> {
    let ids = || persons.iter().map(|person| person.0);
    let found = person_key::Entity::find().filter(person_key::Column::PersonId.is_in(ids())).all(db).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let gone = person_key::Entity::delete_many().filter(person_key::Column::PersonId.is_in(ids())).exec(db).await?;
    let erasures = found.into_iter().map(|row| {
        let erased_at = now.as_millisecond();
        erased_key::Model { person_id: row.person_id, erased_at }.into_active_model()
    });
    let known = OnConflict::column(erased_key::Column::PersonId).do_nothing().to_owned();
    erased_key::Entity::insert_many(erasures).on_conflict(known).exec_without_returning(db).await?;
    Ok(gone.rows_affected)
}

/// What was done about the copies of the keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringRefresh {
    /// There are none.
    NoCopies,
    /// None of them holds who was erased.
    InOrder,
    /// They were rewritten.
    Rewritten,
}

/// Where the keyring's copies lie, and whom they are encrypted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyringCopies {
    /// The folder or bucket.
    pub place: BackupPlace,
    /// The public half of the recovery key.
    pub recipient: RecoveryRecipient,
}

impl KeyringCopies {
    /// Rewrites the copies if somebody was erased who is in one of them still. It can be called at any time and again: what a full
    /// disk or a crash has left undone is done then.
    pub(in crate::store) async fn refresh(&self, db: &DatabaseConnection) -> anyhow::Result<KeyringRefresh> {
        let copies = keyring_copies(&self.place).await?;
        let Some(oldest) = copies.iter().map(|copy| copy.erased).min() else { return Ok(KeyringRefresh::NoCopies) };
        if oldest >= erased_key::Entity::find().count(db).await? {
            return Ok(KeyringRefresh::InOrder);
        }
        // A bucket that has come to keep versions would keep the old copies, and nobody would look at them again.
        self.place.check_for_keyring().await?;
        let snapshot = DatabaseSnapshot::begin(db).await?;
        if copies.iter().all(|copy| copy.erased < snapshot.erased) {
            snapshot.write_keyring(&self.recipient, &self.place).await?;
        }
        prune_keyrings(&self.place, snapshot.erased).await?;
        snapshot.end().await?;
        Ok(KeyringRefresh::Rewritten)
    }
}
