//! What staff set in the place of what the file of the operator says: it holds on every server of the database from the next piece of
//! work on, since each reads it with its work. A change says which version it was made from, so that nobody undoes what somebody else
//! has set meanwhile without knowing it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QuerySelect,
    sea_query::OnConflict,
};

use super::{
    Store, WriteError,
    audit::AuditEntry,
    entities::{setting_override, template_version},
    row_id::new_row_id,
    store_change::StoreChange,
    work_log::WorkLog,
};
use crate::intake::programme_settings::SettingKey;

/// A setting that staff have changed at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingView {
    /// What holds; without a value, what the file says.
    pub value: Option<String>,
    /// How often it was changed.
    pub version: i32,
    /// The account that changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingOutcome {
    /// It holds.
    Set,
    /// It was so already.
    Same,
    /// Somebody else has changed it since.
    Stale,
}

/// How often staff have changed what mails say, and in whose name: whoever writes mails writes otherwise once this is another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordsMark {
    settings: i64,
    templates: u64,
}

impl Store {
    /// What staff have set, by the names of settings.
    pub async fn setting_values(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let rows = setting_override::Entity::find().all(&self.databases.readers).await?;
        Ok(rows.into_iter().filter_map(|row| Some((row.name, row.value?))).collect())
    }

    /// The settings that were ever changed, by their names.
    pub async fn changed_settings(&self) -> anyhow::Result<BTreeMap<String, SettingView>> {
        let rows = setting_override::Entity::find().all(&self.databases.readers).await?;
        let view = |row: setting_override::Model| {
            let changed_at = Timestamp::from_millisecond(row.changed_at)?;
            let (value, version, changed_by) = (row.value, row.version, row.changed_by);
            Ok((row.name, SettingView { value, version, changed_by, changed_at }))
        };
        rows.into_iter().map(view).collect()
    }

    /// Sets something, or has the file hold again. `seen` is the version that it is made from: 0 where it was never changed.
    pub async fn change_setting(
        &self,
        key: &SettingKey,
        value: Option<String>,
        seen: i32,
        actor: &str,
    ) -> Result<SettingOutcome, WriteError> {
        self.write(SettingChange::new(key.clone(), value, seen, actor)).await
    }

    /// How often staff have changed what mails are made of.
    pub async fn words_mark(&self) -> anyhow::Result<WordsMark> {
        let db = &self.databases.readers;
        let rows = setting_override::Entity::find().all(db).await?;
        let settings = rows.iter().map(|row| i64::from(row.version)).sum();
        Ok(WordsMark { settings, templates: template_version::Entity::find().count(db).await? })
    }
}

/// A change of one setting.
pub(super) struct SettingChange {
    key: SettingKey,
    value: Option<String>,
    seen: i32,
    actor: String,
    now: Timestamp,
    /// Whether a change that was made from an older version is told; not so in the test that shows what this is for.
    pub(super) is_guarded: bool,
}

impl SettingChange {
    pub(super) fn new(key: SettingKey, value: Option<String>, seen: i32, actor: &str) -> Self {
        Self { key, value, seen, actor: actor.to_owned(), now: Timestamp::now(), is_guarded: true }
    }
}

impl StoreChange for SettingChange {
    type Made = SettingOutcome;

    async fn apply(&self, log: &mut WorkLog, db: &DatabaseTransaction) -> anyhow::Result<SettingOutcome> {
        let name = self.key.name().into_owned();
        let found = setting_override::Entity::find_by_id(name.clone()).lock_exclusive().one(db).await?;
        let version = found.as_ref().map_or(0, |row| row.version);
        if self.is_guarded && version != self.seen {
            return Ok(SettingOutcome::Stale);
        }
        if found.as_ref().and_then(|row| row.value.as_ref()) == self.value.as_ref() {
            return Ok(SettingOutcome::Same);
        }
        let (changed_by, changed_at) = (self.actor.clone(), self.now.as_millisecond());
        let id = if let Some(row) = found {
            let id = row.id;
            let mut row = row.into_active_model();
            row.value = Set(self.value.clone());
            row.version = Set(version + 1);
            row.changed_by = Set(changed_by);
            row.changed_at = Set(changed_at);
            row.update(db).await?;
            id
        } else {
            let (id, value) = (new_row_id(), self.value.clone());
            let row = setting_override::Model { name, id, value, version: 1, changed_by, changed_at };
            let known = OnConflict::column(setting_override::Column::Name).do_nothing().to_owned();
            let row = [row.into_active_model()];
            if setting_override::Entity::insert_many(row).on_conflict(known).exec_without_returning(db).await? == 0 {
                return Ok(SettingOutcome::Stale);
            }
            id
        };
        log.audit.push(AuditEntry::of_row(id, self.key.changed(), &self.actor, self.now));
        Ok(SettingOutcome::Set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{entities::audit_record, test_support::TestDatabase};

    const KEY: SettingKey = SettingKey::OfferHours;

    async fn set(store: &Store, value: Option<&str>, seen: i32) -> SettingOutcome {
        store.change_setting(&KEY, value.map(str::to_owned), seen, "anna").await.unwrap()
    }

    async fn value(store: &Store) -> Option<String> {
        store.setting_values().await.unwrap().remove("registrations.offer_hours")
    }

    #[tokio::test]
    async fn what_staff_set_holds_on_every_server_until_the_file_holds_again() {
        for database in TestDatabase::each().await {
            let (store, other) = (database.replica().await, database.replica().await);
            let before = other.words_mark().await.unwrap();
            assert_eq!(set(&store, None, 0).await, SettingOutcome::Same, "nobody has set it");
            assert_eq!(set(&store, Some("24"), 0).await, SettingOutcome::Set);
            assert_eq!(value(&other).await.as_deref(), Some("24"));
            assert_ne!(other.words_mark().await.unwrap(), before);
            assert_eq!(set(&other, Some("24"), 1).await, SettingOutcome::Same);
            assert_eq!(set(&other, None, 1).await, SettingOutcome::Set);
            assert_eq!(value(&store).await, None);
            let view = store.changed_settings().await.unwrap().remove("registrations.offer_hours").unwrap();
            assert_eq!((view.value, view.version, view.changed_by.as_str()), (None, 2, "anna"));
            let told = audit_record::Entity::find().all(store.readers()).await.unwrap();
            assert_eq!(told.len(), 2);
            let of_setting =
                |row: &audit_record::Model| row.action == "setting.offer_hours_changed" && row.subject.is_some();
            assert!(told.iter().all(of_setting), "{told:?}");
        }
    }

    #[tokio::test]
    async fn of_two_who_change_the_same_the_second_is_told() {
        for database in TestDatabase::each().await {
            let (store, other) = (database.replica().await, database.replica().await);
            let both = tokio::join!(set(&store, Some("24"), 0), set(&other, Some("36"), 0));
            let kept = value(&store).await.unwrap();
            let expected = if kept == "24" {
                (SettingOutcome::Set, SettingOutcome::Stale)
            } else {
                (SettingOutcome::Stale, SettingOutcome::Set)
            };
            assert_eq!(both, expected);
            // Back to the file and set again: who has seen the first of these versions is told all the same.
            set(&store, None, 1).await;
            set(&store, Some("12"), 2).await;
            assert_eq!(set(&other, Some("48"), 1).await, SettingOutcome::Stale);
            assert_eq!(value(&store).await.as_deref(), Some("12"));
        }
    }

    #[tokio::test]
    async fn without_the_version_somebodys_change_would_be_undone_in_silence() {
        let [database, _] = TestDatabase::each().await;
        let store = database.replica().await;
        set(&store, Some("24"), 0).await;
        let late = SettingChange::new(KEY, Some("36".to_owned()), 0, "ben");
        let outcome = store.write(SettingChange { is_guarded: false, ..late }).await.unwrap();
        assert_eq!((outcome, value(&store).await.as_deref()), (SettingOutcome::Set, Some("36")));
    }
}
