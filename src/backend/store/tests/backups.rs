//! Backup, wipe, restore: from each database to each, with an erased person, with people found again.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tempfile::TempDir;

use super::setup::{TERMS, TestDatabase, event, keys, sealed, sent_by};
use crate::{
    intake::{PersonId, RegistrationAction, RegistrationState, SubmissionId},
    store::{
        BackupPlace, BackupPlaces, BackupReport, ChainHead, KeyringCopies, KeyringRefresh, PersonKey, Reception,
        RecoveryKey, RestoreReport, RestoreSources, RestoreTerms, SealedSubmission, Store, WrappedKey,
        entities::{
            audit_record, counted_submission, erased_key, event_reminder, outbox_mail, person_address, person_key,
            registration, submission,
        },
        erase_keys, restore, verify_audit_log, write_backup,
    },
};

/// Where backups of a test go.
pub struct TestBackups {
    pub folder: TempDir,
    key: RecoveryKey,
}

impl TestBackups {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), key: RecoveryKey::generate() }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn keyring(&self) -> PathBuf {
        self.folder.path().join("keyring")
    }

    fn places(&self) -> BackupPlaces {
        BackupPlaces { data: BackupPlace::Folder(self.data()), keyring: BackupPlace::Folder(self.keyring()) }
    }

    pub async fn backup(&self, database: &TestDatabase) -> BackupReport {
        write_backup(&database.location, &self.key.recipient(), &self.places(), &keys().audit).await.unwrap()
    }

    /// Restores the data of a backup with the newest keyring, as an operator does.
    pub async fn restore(&self, report: &BackupReport, target: &TestDatabase) -> RestoreReport {
        restore(&self.sources(report), &target.location, &keys(), TERMS).await.unwrap()
    }

    /// The data of a backup and the newest keyring.
    pub fn sources(&self, report: &BackupReport) -> RestoreSources {
        let keyring = files(&self.keyring()).pop().unwrap();
        RestoreSources { data: report.data.address.clone().into(), keyring, key: self.key.clone() }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

pub(super) async fn register(store: &Store, number: usize) -> SubmissionId {
    match store.receive(sealed(&sent_by(number))).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

/// Three at an event with two seats; the first has given hers back, so that the third has an offer.
pub(super) async fn filled(database: &TestDatabase) -> (Store, [SubmissionId; 3]) {
    let store = database.replica().await;
    store.update_event(event(2)).await.unwrap();
    let ids = [register(&store, 1).await, register(&store, 2).await, register(&store, 3).await];
    store.change_registration(ids[0], RegistrationAction::Cancel, 48).await.unwrap();
    (store, ids)
}

async fn count<E: EntityTrait>(store: &Store) -> usize
where
    E::Model: Send + Sync,
{
    E::find().all(store.readers()).await.unwrap().len()
}

async fn person_of(store: &Store, id: SubmissionId) -> PersonId {
    PersonId(submission::Entity::find_by_id(id.0).one(store.readers()).await.unwrap().unwrap().person_id)
}

/// What somebody wrote, if anybody can read it still.
async fn read(store: &Store, id: SubmissionId) -> Option<String> {
    let row = submission::Entity::find_by_id(id.0).one(store.readers()).await.unwrap()?;
    let key = person_key::Entity::find_by_id(row.person_id).one(store.readers()).await.unwrap()?;
    let person = PersonId(row.person_id);
    let wrapped = WrappedKey { master_key: key.master_key, wrapped: key.wrapped };
    let key: PersonKey = keys().master.unwrap(&wrapped, person).unwrap();
    Some(String::from_utf8(key.open(SealedSubmission::place(person), &row.sealed).unwrap()).unwrap())
}

#[tokio::test]
async fn show_5_what_was_backed_up_is_restored_on_either_database() {
    for source in TestDatabase::each().await {
        let (store, ids) = filled(&source).await;
        let place = TestBackups::new();
        let backup = place.backup(&source).await;
        // What comes after it is not in it.
        register(&store, 4).await;
        for target in TestDatabase::each().await {
            let report = place.restore(&backup, &target).await;
            assert_eq!(report.rows, backup.rows, "{:?} to {:?}", source.location, target.location);
            assert_eq!((report.erased, report.broken_chains.len()), (0, 0));
            let restored = target.replica().await;
            for (id, number) in ids.into_iter().zip(1..) {
                let view = restored.registration(id).await.unwrap().unwrap();
                let before = store.registration(id).await.unwrap().unwrap();
                assert_eq!((view.state, view.ahead), (before.state, before.ahead));
                assert!(read(&restored, id).await.unwrap().contains(&format!("visitor{number}@example.jp")));
            }
            let sums = |rows: Vec<(String, u64)>| rows.into_iter().find(|(name, _)| name == "registrations").unwrap();
            assert_eq!(sums(report.rows).1, 3);
        }
    }
}

#[tokio::test]
async fn who_is_restored_is_found_again_and_nobody_gets_a_mail_of_it() {
    for source in TestDatabase::each().await {
        let (store, ids) = filled(&source).await;
        assert!(!store.waiting_mails().await.is_empty());
        let place = TestBackups::new();
        let backup = place.backup(&source).await;
        let [_, target] = TestDatabase::each().await;
        let report = place.restore(&backup, &target).await;
        let restored = target.replica().await;
        assert!(restored.waiting_mails().await.is_empty());
        assert!(report.held_mails >= 4, "{report:?}");
        let held = outbox_mail::Column::Reply.eq("held by a restore");
        let held = outbox_mail::Entity::find().filter(held).all(restored.readers()).await.unwrap();
        assert!(held.iter().all(|mail| mail.state == "dead") && held.len() as u64 == report.held_mails);
        // The second comes again: the lookup made anew says that she is registered; the first, who gave back, is not.
        register(&restored, 2).await;
        assert_eq!(restored.waiting_mails().await, ["already-registered"]);
        let again = register(&restored, 1).await;
        let state = restored.registration(again).await.unwrap().unwrap().state;
        assert_eq!(state, RegistrationState::Waiting);
        assert_eq!(restored.registration(ids[1]).await.unwrap().unwrap().state, RegistrationState::Confirmed);
    }
}

#[tokio::test]
async fn an_offer_is_open_as_long_after_a_restore_as_it_was_before() {
    let [source, target] = TestDatabase::each().await;
    let (store, ids) = filled(&source).await;
    let before = store.registration(ids[2]).await.unwrap().unwrap();
    let place = TestBackups::new();
    let backup = place.backup(&source).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    place.restore(&backup, &target).await;
    let after = target.replica().await.registration(ids[2]).await.unwrap().unwrap();
    assert_eq!((before.state, after.state), (RegistrationState::Offered, RegistrationState::Offered));
    let moved = after.expires_at.unwrap().duration_since(before.expires_at.unwrap()).as_millis();
    assert!((300..60_000).contains(&moved), "{moved}");
}

#[tokio::test]
async fn show_5_an_erased_person_is_unreadable_in_an_older_backup() {
    for source in TestDatabase::each().await {
        let (store, ids) = filled(&source).await;
        let place = TestBackups::new();
        let older = place.backup(&source).await;
        let stolen = place.folder.path().join("stolen");
        fs::copy(&older.keyring.address, &stolen).unwrap();
        let person = person_of(&store, ids[1]).await;
        assert_eq!(erase_keys(&[person], Timestamp::now(), &store.databases.writer).await.unwrap(), 1);
        assert_eq!(erase_keys(&[person], Timestamp::now(), &store.databases.writer).await.unwrap(), 0, "again");
        let copies = KeyringCopies { place: place.places().keyring, recipient: place.key.recipient() };
        assert_eq!(store.refresh_keyring(&copies).await.unwrap(), KeyringRefresh::Rewritten);
        assert_eq!(store.refresh_keyring(&copies).await.unwrap(), KeyringRefresh::InOrder, "done");
        assert!(!Path::new(&older.keyring.address).exists(), "the copy that holds the key is gone");

        for target in TestDatabase::each().await {
            let report = place.restore(&older, &target).await;
            assert_eq!(report.erased, 1);
            let restored = target.replica().await;
            assert_eq!(read(&restored, ids[1]).await, None);
            assert!(read(&restored, ids[0]).await.is_some());
            let addresses = person_address::Entity::find().filter(person_address::Column::PersonId.eq(person.0));
            assert!(addresses.all(restored.readers()).await.unwrap().is_empty());
            assert_eq!(count::<erased_key::Entity>(&restored).await, 1);
            assert_eq!(count::<registration::Entity>(&restored).await, 2, "the seat is free");
            assert_eq!(count::<counted_submission::Entity>(&restored).await, 1, "and counted still");
        }
        // The twin: whoever kept a copy of the older keyring reads everything, so it is the copies that matter.
        let [target, _] = TestDatabase::each().await;
        let sources =
            RestoreSources { data: older.data.address.clone().into(), keyring: stolen, key: place.key.clone() };
        restore(&sources, &target.location, &keys(), TERMS).await.unwrap();
        assert!(read(&target.replica().await, ids[1]).await.is_some());
    }
}

#[tokio::test]
async fn a_restore_goes_by_the_hours_of_its_server() {
    for source in TestDatabase::each().await {
        let (store, ids) = filled(&source).await;
        store.change_registration(ids[2], RegistrationAction::Confirm, 48).await.unwrap();
        let waiting = register(&store, 4).await;
        let place = TestBackups::new();
        let backup = place.backup(&source).await;
        let person = person_of(&store, ids[1]).await;
        erase_keys(&[person], Timestamp::now(), &store.databases.writer).await.unwrap();
        place.backup(&source).await;
        // The event is in 2099: within a million hours of now, and not within a day.
        for (offer_hours, reminder_hours, reminded) in [(5, 24, 0), (300, 1_000_000, 1)] {
            let [target, _] = TestDatabase::each().await;
            let terms = RestoreTerms { offer_hours, reminder_hours };
            let (sources, began) = (place.sources(&backup), Timestamp::now());
            restore(&sources, &target.location, &keys(), terms).await.unwrap();
            let restored = target.replica().await;
            let offered = restored.registration(waiting).await.unwrap().unwrap();
            assert_eq!(offered.state, RegistrationState::Offered, "the seat of who was erased");
            let open_s = offered.expires_at.unwrap().duration_since(began).as_secs();
            assert_eq!(open_s / 3_600, i64::from(offer_hours), "{open_s}");
            // The third alone has a seat.
            assert_eq!(count::<event_reminder::Entity>(&restored).await, reminded, "{reminder_hours}");
        }
    }
}

#[tokio::test]
async fn two_copies_of_the_keyring_are_kept_and_an_erasure_leaves_none_with_the_key() {
    let [source, _] = TestDatabase::each().await;
    let (store, ids) = filled(&source).await;
    let place = TestBackups::new();
    let copies = KeyringCopies { place: place.places().keyring, recipient: place.key.recipient() };
    assert_eq!(store.refresh_keyring(&copies).await.unwrap(), KeyringRefresh::NoCopies, "nothing was ever backed up");
    for _ in 0..3 {
        place.backup(&source).await;
    }
    assert_eq!((files(&place.keyring()).len(), files(&place.data()).len()), (2, 3));
    let persons = [person_of(&store, ids[0]).await, person_of(&store, ids[2]).await];
    erase_keys(&persons, Timestamp::now(), &store.databases.writer).await.unwrap();
    assert_eq!(store.refresh_keyring(&copies).await.unwrap(), KeyringRefresh::Rewritten);
    let left = files(&place.keyring());
    assert_eq!(left.len(), 1);
    assert!(left[0].to_str().unwrap().contains("-e2."), "{left:?}");
    place.backup(&source).await;
    assert_eq!(files(&place.keyring()).len(), 2);
}

#[tokio::test]
async fn nothing_that_says_who_somebody_is_or_finds_them_lies_in_a_backup_of_the_data() {
    for source in TestDatabase::each().await {
        let (store, _) = filled(&source).await;
        let place = TestBackups::new();
        let backup = place.backup(&source).await;
        let raw = fs::read(&backup.data.address).unwrap();
        assert!(!raw.windows(7).any(|bytes| bytes == b"persons"), "it is encrypted");
        let file = std::io::BufReader::new(fs::File::open(&backup.data.address).unwrap());
        let mut text = String::new();
        let mut opened = crate::store::recovery::AgeReader::new(file, &place.key).unwrap();
        opened.read_to_string(&mut text).unwrap();
        for secret in ["person_keys", "repeat_keys", "person_traits", "booking_cells", "visitor1", "山田"] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(text.contains("渋谷の夜"), "what is public is in clear");
        let address = person_address::Entity::find().one(store.readers()).await.unwrap().unwrap();
        assert!(!text.contains(&BASE64_STANDARD.encode(address.lookup)));
        assert!(text.contains(&BASE64_STANDARD.encode(address.sealed)));
    }
}

#[tokio::test]
async fn a_backup_is_one_moment_of_a_database_that_is_written_to() {
    for source in TestDatabase::each().await {
        let store = source.replica().await;
        store.update_event(event(50)).await.unwrap();
        for number in 0..30 {
            register(&store, number).await;
        }
        let writing = store.clone();
        let writer = tokio::spawn(async move {
            for number in 30..90 {
                register(&writing, number).await;
            }
        });
        let place = TestBackups::new();
        for _ in 0..3 {
            let backup = place.backup(&source).await;
            let [target, _] = TestDatabase::each().await;
            // Restore holds the audit chains against their heads, too.
            let report = place.restore(&backup, &target).await;
            let rows = |name: &str| report.rows.iter().find(|(table, _)| table == name).unwrap().1;
            assert_eq!(rows("persons"), rows("person_keys"), "data and keyring are of one moment");
            assert_eq!(rows("submissions"), rows("registrations"));
            assert_eq!(rows("submissions"), rows("outbox_mails"));
            assert_eq!(report.erased, 0);
        }
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn records_that_were_cut_off_are_told_by_heads_that_were_kept() {
    for source in TestDatabase::each().await {
        let (store, _) = filled(&source).await;
        let heads = store.audit_heads().await.unwrap();
        assert_eq!(store.lost_audit_heads(&heads).await.unwrap(), []);
        let text: String = heads.iter().map(ChainHead::render).collect::<Vec<_>>().join("\nINFO ");
        assert_eq!(ChainHead::find_all(&text), heads);
        let last = heads[0];
        // All of the last batch is cut off, so that what is left ends at a link.
        let links = audit_record::Entity::find().filter(audit_record::Column::Link.is_not_null());
        let links = links.order_by_desc(audit_record::Column::Number).all(store.readers()).await.unwrap();
        let cut = audit_record::Entity::delete_many().filter(audit_record::Column::Number.gt(links[1].number));
        cut.exec(&store.databases.writer).await.unwrap();
        let verdict = verify_audit_log(&source.location, &keys().audit, &heads).await.unwrap();
        assert_eq!(verdict.broken, [], "a chain that ends earlier is whole in itself");
        assert_eq!(verdict.lost, [last]);
    }
}
