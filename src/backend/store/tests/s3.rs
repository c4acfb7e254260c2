//! Backups in buckets of a real server: encrypted, whole or not there, closed to others, and restored; the keyring as in a folder.

use std::{fs, slice};

use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::{
    s3_server::S3Server,
    setup::{TERMS, TestDatabase, event, keys, sealed, sent_by},
};
use crate::{
    intake::PersonId,
    store::{
        BackupPlace, BackupPlaces, BackupReport, Bucket, BucketVersions, KeyringCopies, KeyringRefresh, OpenBucket,
        RecoveryKey, RestoreSources, Store, entities::person_key, erase_keys, restore, write_backup,
    },
};

/// What an object begins with that is encrypted to the recovery key.
const AGE: &[u8] = b"age-encryption.org/v1\n";

/// A server with a bucket for the data and one for the keyring.
struct BucketBackups {
    server: S3Server,
    data: Bucket,
    keyring: Bucket,
    key: RecoveryKey,
}

impl BucketBackups {
    fn on(server: S3Server) -> Self {
        let (data, keyring) = (server.bucket("data", "of/sendai"), server.bucket("keys", ""));
        Self { server, data, keyring, key: RecoveryKey::generate() }
    }

    fn places(&self) -> BackupPlaces {
        let (data, keyring) = (self.data.clone(), self.keyring.clone());
        BackupPlaces { data: BackupPlace::Bucket(data), keyring: BackupPlace::Bucket(keyring) }
    }

    fn copies(&self) -> KeyringCopies {
        KeyringCopies { place: self.places().keyring, recipient: self.key.recipient() }
    }

    async fn backup(&self, database: &TestDatabase) -> anyhow::Result<BackupReport> {
        write_backup(&database.location, &self.key.recipient(), &self.places(), &keys().audit).await
    }
}

async fn filled(database: &TestDatabase) -> Store {
    let store = database.replica().await;
    store.update_event(event(9)).await.unwrap();
    for number in 0..3 {
        store.receive(sealed(&sent_by(number))).await.unwrap();
    }
    store
}

#[tokio::test]
async fn a_backup_in_a_bucket_is_encrypted_and_is_restored_on_either_database() {
    for (source, target) in TestDatabase::each().await.into_iter().zip(TestDatabase::each().await.into_iter().rev()) {
        drop(filled(&source).await);
        let backups = BucketBackups::on(S3Server::start().await);
        let report = backups.backup(&source).await.unwrap();
        let there = backups.server.names(&backups.data);
        assert_eq!(there, slice::from_ref(&report.data.name), "what was tried out is gone");
        assert_eq!(report.data.address, format!("s3://data/of/sendai/{}", report.data.name));
        for (bucket, file) in [(&backups.data, &report.data), (&backups.keyring, &report.keyring)] {
            let bytes = fs::read(backups.server.folder(bucket).join(&file.name)).unwrap();
            assert!(bytes.starts_with(AGE), "{}", file.name);
            assert!(!bytes.windows(11).any(|window| window == b"submissions" || window == b"person_keys"));
            assert_eq!(bytes.len() as u64, file.bytes);
        }

        let (fetched, places) = (tempfile::tempdir().unwrap(), backups.places());
        let (data, keyring) =
            (places.data.newest_data().await.unwrap(), places.keyring.newest_keyring().await.unwrap());
        let data = places.data.fetch(&data, fetched.path()).await.unwrap();
        let keyring = places.keyring.fetch(&keyring, fetched.path()).await.unwrap();
        let sources = RestoreSources { data, keyring, key: backups.key.clone() };
        let restored = restore(&sources, &target.location, &keys(), TERMS).await.unwrap();
        assert_eq!((restored.rows, restored.erased), (report.rows, 0));
    }
}

#[tokio::test]
async fn two_copies_of_the_keyring_stay_in_a_bucket_and_none_with_who_was_erased() {
    let [source, _] = TestDatabase::each().await;
    let store = filled(&source).await;
    let backups = BucketBackups::on(S3Server::start().await);
    for _ in 0..3 {
        backups.backup(&source).await.unwrap();
    }
    let count = |bucket: &Bucket| backups.server.names(bucket).len();
    assert_eq!((count(&backups.keyring), count(&backups.data)), (2, 3));
    let person = person_key::Entity::find().one(store.readers()).await.unwrap().unwrap().person_id;
    assert_eq!(store.refresh_keyring(&backups.copies()).await.unwrap(), KeyringRefresh::InOrder, "nobody was erased");
    erase_keys(&[PersonId(person)], Timestamp::now(), &store.databases.writer).await.unwrap();
    assert_eq!(store.refresh_keyring(&backups.copies()).await.unwrap(), KeyringRefresh::Rewritten);
    assert_eq!(store.refresh_keyring(&backups.copies()).await.unwrap(), KeyringRefresh::InOrder, "done");
    let left = backups.server.names(&backups.keyring);
    assert!(left.len() == 1 && left[0].contains("-e1."), "{left:?}");
}

#[tokio::test]
async fn a_bucket_that_keeps_what_is_removed_takes_no_keyring() {
    let [source, _] = TestDatabase::each().await;
    let store = filled(&source).await;
    let backups = BucketBackups::on(S3Server::start().await);
    // The twin: as long as nothing is kept that was removed, it is taken.
    backups.backup(&source).await.unwrap();
    backups.server.keep_versions();
    let told = backups.backup(&source).await.unwrap_err().to_string();
    assert!(told.contains("s3://keys") && told.contains("keeps older versions"), "{told}");
    let person = person_key::Entity::find().one(store.readers()).await.unwrap().unwrap().person_id;
    erase_keys(&[PersonId(person)], Timestamp::now(), &store.databases.writer).await.unwrap();
    let before = backups.server.names(&backups.keyring);
    for _ in 0..2 {
        // It is told until somebody has seen to it.
        let told = store.refresh_keyring(&backups.copies()).await.unwrap_err().to_string();
        assert!(told.contains("keeps older versions"), "{told}");
    }
    assert_eq!((backups.server.names(&backups.keyring), before.len()), (before, 1));
}

#[tokio::test]
async fn data_and_keyring_in_one_bucket_are_refused() {
    let [source, _] = TestDatabase::each().await;
    drop(source.replica().await);
    let mut backups = BucketBackups::on(S3Server::start().await);
    backups.keyring = backups.data.at("s3://data/elsewhere").unwrap();
    let told = backups.backup(&source).await.unwrap_err().to_string();
    assert!(told.contains("cannot lie in one folder or bucket"), "{told}");
    assert!(backups.server.names(&backups.data).is_empty());
    // The twin: in two buckets they may.
    backups.keyring = backups.server.bucket("keys", "elsewhere");
    backups.backup(&source).await.unwrap();
}

#[tokio::test]
async fn a_bucket_that_everybody_can_read_is_refused() {
    let [source, _] = TestDatabase::each().await;
    drop(source.replica().await);
    let backups = BucketBackups::on(S3Server::start_public().await);
    let told = backups.backup(&source).await.unwrap_err().to_string();
    assert!(told.contains("s3://keys") && told.contains("everybody can read"), "{told}");
    let left = [&backups.data, &backups.keyring].map(|bucket| backups.server.names(bucket));
    assert_eq!(left, [Vec::<String>::new(), Vec::new()]);
    // The twin: the same of a server that asks who reads.
    let closed = S3Server::start().await;
    let checked = OpenBucket::open(&closed.bucket("data", "")).unwrap().check().await.unwrap();
    assert_eq!(checked, BucketVersions::None);
}

#[tokio::test]
async fn another_key_and_a_bucket_that_is_not_there_are_told_with_the_place() {
    let server = S3Server::start().await;
    let mut wrong = server.bucket("data", "a");
    wrong.access.secret = "hunter2".to_owned();
    let missing = server.bucket("data", "a").at("s3://none/b").unwrap();
    for (bucket, address) in [(wrong, "s3://data/a"), (missing, "s3://none/b")] {
        let told = format!("{:#}", OpenBucket::open(&bucket).unwrap().check().await.unwrap_err());
        assert!(told.contains(address) && told.contains("AWS_SECRET_ACCESS_KEY"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

/// A part of an object has eight megabytes: what is written here has two and a bit.
const LONG: usize = 20 << 20;

#[tokio::test]
async fn a_long_object_appears_as_a_whole_or_not_at_all() {
    let bytes: Vec<u8> = (0..LONG).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let whole = S3Server::start().await;
    let bucket = whole.bucket("data", "");
    let mut object = OpenBucket::open(&bucket).unwrap().write("long");
    for piece in bytes.chunks(1 << 20) {
        object.put(piece).await.unwrap();
    }
    assert!(whole.names(&bucket).is_empty() && whole.parts() == 2, "{} parts are on their way", whole.parts());
    object.finish().await.unwrap();
    assert_eq!((whole.names(&bucket), whole.parts()), (vec!["long".to_owned()], 0));
    assert_eq!(fs::read(whole.folder(&bucket).join("long")).unwrap(), bytes);

    // Begun, one part, two parts, three: wherever it breaks off, nothing is there.
    for writes in 0..=4 {
        let server = S3Server::start_breaking(writes).await;
        let bucket = server.bucket("data", "");
        let mut object = OpenBucket::open(&bucket).unwrap().write("long");
        let put = object.put(&bytes).await;
        let done = match put {
            Ok(()) => object.finish().await.map(drop),
            Err(error) => object.abandon().await.and(Err(error)),
        };
        assert!(done.is_err(), "{writes}");
        assert_eq!((server.writes_left(), server.names(&bucket).len(), server.parts()), (0, 0, 0), "{writes}");
    }
}

#[tokio::test]
async fn a_key_that_may_not_list_is_told_and_leaves_no_parts() {
    let server = S3Server::start().await;
    let bucket = server.bucket("data", "a");
    server.hide_names();
    let told = format!("{:#}", OpenBucket::open(&bucket).unwrap().check().await.unwrap_err());
    assert!(told.contains("s3://data/a: listing failed"), "{told}");
    assert!(server.names(&bucket).is_empty(), "what was tried out is gone");
    let long = vec![0_u8; LONG];
    BackupPlace::Bucket(bucket.clone()).put("tsubame-1.data.age", &long).await.unwrap_err();
    assert_eq!((server.names(&bucket).len(), server.parts()), (0, 0));
}

#[tokio::test]
async fn more_names_than_a_server_tells_at_once_are_all_found() {
    let server = S3Server::start().await;
    let bucket = server.bucket("data", "a");
    let folder = server.folder(&bucket);
    fs::create_dir_all(&folder).unwrap();
    // A thousand are told at once.
    for number in 0..1_100 {
        fs::write(folder.join(format!("tsubame-{number:04}.data.age")), "").unwrap();
    }
    assert_eq!(OpenBucket::open(&bucket).unwrap().names().await.unwrap().len(), 1_100);
    let newest = BackupPlace::Bucket(bucket).newest_data().await.unwrap();
    assert_eq!(newest, "tsubame-1099.data.age");
}

#[tokio::test]
async fn a_backup_takes_the_place_of_no_other() {
    let server = S3Server::start().await;
    let bucket = server.bucket("data", "");
    let place = BackupPlace::Bucket(bucket.clone());
    place.put("tsubame-1.heads", b"first").await.unwrap();
    let told = place.put("tsubame-1.heads", b"second").await.unwrap_err().to_string();
    assert!(told.contains("s3://data/tsubame-1.heads is there already"), "{told}");
    assert_eq!(fs::read(server.folder(&bucket).join("tsubame-1.heads")).unwrap(), b"first");
}
