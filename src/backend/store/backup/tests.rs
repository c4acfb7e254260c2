//! Files that are no backup, not whole, of another key or another version: each is told with what to do, and nothing is changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tempfile::TempDir;

use super::{
    backed_table::{BYTES, read_tables},
    column_kind::ColumnKind,
    dump::{DumpHead, DumpKind, DumpWriter},
    *,
};
use crate::store::{
    DatabaseLocation, Keys, MasterKeys, RecoveryKey,
    database::connect,
    test_support::{TERMS, TestDatabase, event, keys, sealed, sent_by},
};

/// A backup of three registrations, and where it lies.
struct Backup {
    folder: TempDir,
    key: RecoveryKey,
    report: BackupReport,
}

async fn backup_of(database: &TestDatabase) -> Backup {
    let store = database.replica().await;
    store.update_event(event(2)).await.unwrap();
    for number in 0..3 {
        store.receive(sealed(&sent_by(number))).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let places = BackupPlaces {
        data: BackupPlace::Folder(folder.path().join("data")),
        keyring: BackupPlace::Folder(folder.path().join("keyring")),
    };
    let key = RecoveryKey::generate();
    let report = write_backup(&database.location, &key.recipient(), &places, &keys().audit).await.unwrap();
    Backup { folder, key, report }
}

impl Backup {
    fn sources(&self) -> RestoreSources {
        let (data, keyring) = (PathBuf::from(&self.report.data.address), PathBuf::from(&self.report.keyring.address));
        RestoreSources { data, keyring, key: self.key.clone() }
    }

    fn changed(&self, file: &Path, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
        let mut bytes = fs::read(file).unwrap();
        change(&mut bytes);
        let place = self.folder.path().join("changed");
        fs::write(&place, bytes).unwrap();
        place
    }

    /// Tries to restore; what is told, once it is known that nothing was made.
    async fn refused(&self, sources: RestoreSources, keys: &Keys) -> String {
        let place = self.folder.path().join("restored.sqlite");
        let told = restore(&sources, &DatabaseLocation::Sqlite(place.clone()), keys, TERMS).await.unwrap_err();
        assert!(!place.exists(), "the files are looked at before the database");
        format!("{told:#}")
    }
}

#[tokio::test]
async fn a_broken_file_another_key_and_a_newer_format_are_told_and_change_nothing() {
    let [database, _] = TestDatabase::each().await;
    let backup = backup_of(&database).await;
    let (good, keys) = (backup.sources(), keys());
    let with_data = |data| RestoreSources { data, ..good.clone() };

    let cut = backup.changed(&good.data, |bytes| bytes.truncate(bytes.len() - 1));
    assert!(backup.refused(with_data(cut), &keys).await.contains("take another copy"));
    let flipped = backup.changed(&good.data, |bytes| *bytes.last_mut().unwrap() ^= 1);
    assert!(backup.refused(with_data(flipped), &keys).await.contains("take another copy"));
    let other = backup.changed(&good.data, |bytes| *bytes = b"SQLite format 3".to_vec());
    assert!(backup.refused(with_data(other), &keys).await.contains("no backup of this program"));
    assert!(backup.refused(with_data(good.keyring.clone()), &keys).await.contains("--data"));
    let swapped = RestoreSources { keyring: good.data.clone(), ..good.clone() };
    assert!(backup.refused(swapped, &keys).await.contains("--keyring"));
    let wrong = RestoreSources { key: RecoveryKey::generate(), ..good.clone() };
    assert!(backup.refused(wrong, &keys).await.contains("another one"));
    let missing = with_data(backup.folder.path().join("none"));
    assert!(backup.refused(missing, &keys).await.contains("none: No such file"));
    let secrets = Keys { master: MasterKeys::new([(1, [9; 32])]), ..keys.clone() };
    assert!(backup.refused(good.clone(), &secrets).await.contains("put back the copy"));

    for (version, migrations) in [(2, vec![]), (1, vec!["m9999_future".to_owned()])] {
        let head = DumpHead { version, ..DumpHead::new(DumpKind::Data, Timestamp::now(), migrations) };
        let written = DumpWriter::new(head, &backup.key.recipient(), Vec::new()).unwrap();
        let (bytes, _) = written.finish(&[]).unwrap();
        let newer = backup.changed(&good.data, |file| *file = bytes);
        assert!(backup.refused(with_data(newer), &keys).await.contains("newer program"), "{version}");
    }
}

#[tokio::test]
async fn a_keyring_that_is_older_than_the_data_is_refused() {
    let [database, _] = TestDatabase::each().await;
    let (older, newer) = (backup_of(&database).await, backup_of(&database).await);
    let sources = RestoreSources { data: PathBuf::from(&newer.report.data.address), ..older.sources() };
    // The same recovery key, as an operator has it.
    let places = BackupPlaces {
        data: BackupPlace::Folder(newer.folder.path().join("again")),
        keyring: BackupPlace::Folder(newer.folder.path().join("ring")),
    };
    let again = write_backup(&database.location, &older.key.recipient(), &places, &keys().audit).await.unwrap();
    let sources = RestoreSources { data: PathBuf::from(again.data.address), ..sources };
    assert!(older.refused(sources, &keys()).await.contains("newest copy of the keyring"));
}

#[tokio::test]
async fn a_database_that_is_not_empty_is_refused_and_stays() {
    for database in TestDatabase::each().await {
        let backup = backup_of(&database).await;
        let told = restore(&backup.sources(), &database.location, &keys(), TERMS).await.unwrap_err().to_string();
        assert!(told.contains("is not empty; nothing was changed") && told.contains("To restore into it"), "{told}");
        let db = connect(&database.location).await.unwrap();
        let count = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) FROM submissions");
        assert_eq!(db.query_one_raw(count).await.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap(), 3);
    }
}

#[tokio::test]
async fn data_and_keyring_in_one_folder_are_refused() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    drop(store);
    let folder = tempfile::tempdir().unwrap();
    let places = BackupPlaces {
        data: BackupPlace::Folder(folder.path().to_owned()),
        keyring: BackupPlace::Folder(folder.path().to_owned()),
    };
    let key = RecoveryKey::generate();
    let told = write_backup(&database.location, &key.recipient(), &places, &keys().audit).await.unwrap_err();
    assert!(told.to_string().contains("cannot lie in one folder"), "{told}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// A new table has to say of each column of bytes whether it is a keyed hash, which backups must not have, and to have a primary
/// key, no foreign keys and no numbers that the database counts itself, which a restore would leave behind.
#[tokio::test]
async fn every_table_is_of_a_shape_that_backups_know() {
    for database in TestDatabase::each().await {
        drop(database.replica().await);
        let db = connect(&database.location).await.unwrap();
        for table in read_tables(&db).await.unwrap() {
            for (column, kind) in &table.columns {
                let is_known = BYTES.contains(&(table.name.as_str(), column.as_str()));
                assert!(
                    *kind != ColumnKind::Bytes || is_known,
                    "say in BYTES or BLIND what {}.{column} is",
                    table.name
                );
            }
            if db.get_database_backend() == DbBackend::Sqlite {
                let sql = format!("SELECT * FROM pragma_foreign_key_list('{}')", table.name);
                let keys = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
                assert!(
                    keys.is_empty(),
                    "{} has foreign keys: restore does not write tables in their order",
                    table.name
                );
            } else {
                let sql = format!(
                    "SELECT 1 FROM information_schema.columns WHERE table_name = '{}' AND (column_default LIKE 'nextval%' OR \
                     is_identity = 'YES')",
                    table.name
                );
                let counted = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
                assert!(counted.is_empty(), "{} counts by itself: restore does not set its counter", table.name);
            }
        }
    }
}
