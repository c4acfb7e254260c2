//! A backup tried beside the server: nothing of it is left but the time, and what is not whole is not written down as tried.

use std::fs;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    backups::{TestBackups, filled, register},
    setup::{TERMS, TestDatabase, keys},
};
use crate::store::{BackupTimes, Store, entities::audit_record, try_restore};

async fn times(store: &Store) -> BackupTimes {
    store.figures().await.unwrap().backups
}

/// How often the audit log says that something was done.
async fn noted(store: &Store, action: &str) -> usize {
    let records = audit_record::Entity::find().filter(audit_record::Column::Action.eq(action));
    records.all(store.readers()).await.unwrap().len()
}

#[tokio::test]
async fn a_trial_leaves_nothing_but_its_time() {
    for database in TestDatabase::each().await {
        let (store, ids) = filled(&database).await;
        let (place, began) = (TestBackups::new(), Timestamp::now());
        let scratch = place.folder.path().join("trial");
        let empty = times(&store).await;
        assert_eq!((empty.written_at, empty.tried_at), (None, None));
        assert!(empty.known_since <= began && empty.age_s(began) < 3_600, "{empty:?}");
        let backup = place.backup(&database).await;
        assert!(times(&store).await.written_at.unwrap() >= began - jiff::SignedDuration::from_millis(1));
        // What comes after it is in the server alone; what an ended trial has left is in the way of nobody.
        register(&store, 4).await;
        fs::create_dir(&scratch).unwrap();
        fs::write(scratch.join("trial.sqlite"), "left").unwrap();
        let mails = store.waiting_mails().await;

        let report = try_restore(&place.sources(&backup), &scratch, &database.location, &keys(), TERMS).await.unwrap();
        assert_eq!((report.rows, report.broken_chains.len()), (backup.rows, 0), "{:?}", database.location);
        assert!(!scratch.exists());
        assert!(times(&store).await.tried_at.unwrap() >= times(&store).await.written_at.unwrap());
        assert_eq!(
            (store.count_submissions().await, store.waiting_mails().await),
            (4, mails),
            "nothing else is changed"
        );
        assert!(store.registration(ids[1]).await.unwrap().is_some());
        assert_eq!((noted(&store, "backup.written").await, noted(&store, "restore.tried").await), (1, 1));
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_is_not_whole_does_not_count_as_tried() {
    for database in TestDatabase::each().await {
        let (store, _) = filled(&database).await;
        let place = TestBackups::new();
        let scratch = place.folder.path().join("trial");
        let backup = place.backup(&database).await;
        let mut cut = place.sources(&backup);
        let bytes = fs::read(&cut.data).unwrap();
        cut.data = place.folder.path().join("cut");
        fs::write(&cut.data, &bytes[..bytes.len() - 1]).unwrap();
        let told = try_restore(&cut, &scratch, &database.location, &keys(), TERMS).await.unwrap_err();
        assert!(format!("{told:#}").contains("take another copy"), "{told:#}");
        assert!(times(&store).await.tried_at.is_none() && !scratch.exists());

        // Somebody has changed who did something, and then the backup was written.
        database.execute("UPDATE audit_records SET actor = 'nobody' WHERE number = 1").await;
        let changed = place.backup(&database).await;
        let report = try_restore(&place.sources(&changed), &scratch, &database.location, &keys(), TERMS).await.unwrap();
        assert!(!report.broken_chains.is_empty());
        assert!(times(&store).await.tried_at.is_none(), "{:?}", database.location);
        assert_eq!(noted(&store, "restore.tried").await, 0);
    }
}

#[tokio::test]
async fn an_older_version_is_backed_up_without_a_place_to_say_so_and_tried_after_an_upgrade() {
    for database in TestDatabase::each().await {
        drop(filled(&database).await);
        let place = TestBackups::new();
        let backup = place.backup(&database).await;
        database.execute("DROP TABLE backup_runs").await;
        place.backup(&database).await;
        let scratch = place.folder.path().join("trial");
        let told = try_restore(&place.sources(&backup), &scratch, &database.location, &keys(), TERMS).await;
        let told = told.unwrap_err().to_string();
        assert!(told.contains("tables of an older version: start `tsubame backend` once"), "{told}");
    }
}
