//! Files as rows: encrypted with the key of their person, read by nobody before something has looked at them, counted by
//! address.

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::setup::{TestDatabase, event, keys, sealed, sent_by};
use crate::{
    intake::{SubmissionId, UploadId},
    store::{
        FileKey, NewUpload, Reception, ScanOutcome, SentUpload, Store, UploadState, UploadTerms,
        entities::{audit_record, person_key, upload},
    },
};

const QUARANTINED: UploadTerms = UploadTerms { state: UploadState::Quarantined, most_bytes_per_address: Some(1_000) };

fn file(size_bytes: u64) -> SentUpload {
    SentUpload {
        field: "resume".to_owned(),
        name: "職務経歴書 山田.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        stored: NewUpload { id: UploadId(Uuid::new_v4()), key: FileKey::generate(), size_bytes },
    }
}

/// What becomes of a submission of somebody with a file; every one is another attempt.
async fn send(store: &Store, number: usize, file: &SentUpload, terms: UploadTerms) -> Reception {
    let mut submission = sent_by(number);
    submission.references.clear();
    submission.request_id = Some(Uuid::new_v4().to_string());
    let sealed = sealed(&submission).with_uploads(std::slice::from_ref(file), terms, &keys()).unwrap();
    store.receive(sealed).await.unwrap()
}

fn received(reception: Reception) -> SubmissionId {
    match reception {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

async fn state(store: &Store, submission: SubmissionId) -> UploadState {
    store.uploads_of(submission).await.unwrap()[0].state
}

#[tokio::test]
async fn a_file_is_read_by_nobody_before_something_has_looked_at_it() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let file = file(9);
        let id = file.stored.id;
        let submission = received(send(&store, 1, &file, QUARANTINED).await);
        assert_eq!(state(&store, submission).await, UploadState::Quarantined);
        assert!(store.open_upload(id, "visitor").await.unwrap().is_none());
        let due = store.uploads_to_scan(Timestamp::now(), 9).await.unwrap();
        assert_eq!(due.iter().map(|file| file.id).collect::<Vec<_>>(), [id]);

        // What could not be looked at waits, longer each time, and stays where it is.
        for (failures, minutes) in [(1, 1), (2, 10), (3, 60), (4, 60)] {
            store.finish_scan(id, ScanOutcome::Failed).await.unwrap();
            let at = |seconds: i64| Timestamp::now() + SignedDuration::from_secs(seconds);
            assert!(store.uploads_to_scan(Timestamp::now(), 9).await.unwrap().is_empty(), "{failures}");
            assert_eq!(store.uploads_to_scan(at(minutes * 60), 9).await.unwrap().len(), 1, "{failures}");
        }
        assert!(store.open_upload(id, "visitor").await.unwrap().is_none());

        store.finish_scan(id, ScanOutcome::Clean).await.unwrap();
        let opened = store.open_upload(id, "visitor").await.unwrap().unwrap();
        assert_eq!((opened.name.as_str(), opened.size_bytes), ("職務経歴書 山田.pdf", 9));
        assert_eq!(opened.key.to_hex(), file.stored.key.to_hex());
        let told = audit_record::Entity::find().all(store.readers()).await.unwrap();
        assert!(told.iter().any(|entry| entry.action == "upload.read" && entry.subject == Some(id.0)));
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);

        store.finish_scan(id, ScanOutcome::Infected).await.unwrap();
        assert!(store.open_upload(id, "visitor").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn without_a_scanner_a_file_says_that_nobody_looked_and_one_that_comes_later_does() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (file, terms) = (file(9), UploadTerms { state: UploadState::Unscanned, ..QUARANTINED });
        let submission = received(send(&store, 1, &file, terms).await);
        let opened = store.open_upload(file.stored.id, "visitor").await.unwrap().unwrap();
        assert_eq!(opened.state, UploadState::Unscanned);
        assert_eq!(store.uploads_to_scan(Timestamp::now(), 9).await.unwrap().len(), 1);
        store.finish_scan(file.stored.id, ScanOutcome::Infected).await.unwrap();
        assert_eq!(state(&store, submission).await, UploadState::Infected);
    }
}

#[tokio::test]
async fn names_and_keys_of_files_are_encrypted_and_gone_with_the_key_of_the_person() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let files = [file(9), file(9)];
        for (number, file) in files.iter().enumerate() {
            received(send(&store, number, file, UploadTerms { state: UploadState::Unscanned, ..QUARANTINED }).await);
        }
        let row = upload::Entity::find_by_id(files[0].stored.id.0).one(store.readers()).await.unwrap().unwrap();
        let clear = String::from_utf8_lossy(&row.sealed).into_owned();
        assert!(!clear.contains("pdf") && !clear.contains(&files[0].stored.key.to_hex()), "{clear}");

        let ids = [files[0].stored.id, files[1].stored.id, UploadId(Uuid::new_v4())];
        assert_eq!(store.known_uploads(&ids).await.unwrap(), [ids[0], ids[1]].into());
        person_key::Entity::delete_by_id(row.person_id).exec(&store.databases.writer).await.unwrap();
        assert!(store.open_upload(ids[0], "visitor").await.unwrap().is_none());
        assert_eq!(store.known_uploads(&ids).await.unwrap(), [ids[1]].into());
        assert_eq!(store.uploads_to_scan(Timestamp::now(), 9).await.unwrap().len(), 1);
        assert_eq!(store.forget_erased_uploads().await.unwrap(), 1);
        assert_eq!(store.forget_erased_uploads().await.unwrap(), 0);
        assert_eq!(upload::Entity::find().all(store.readers()).await.unwrap().len(), 1);
    }
}

/// How many of three submissions at once with files of 400 bytes each an address gets through.
async fn get_through(store: &Store, terms: UploadTerms) -> usize {
    let files = [file(400), file(400), file(400)];
    let sent = files.iter().map(|file| send(store, 1, file, terms));
    let receptions = futures_util::future::join_all(sent).await;
    receptions.iter().filter(|reception| matches!(reception, Reception::Received { .. })).count()
}

#[tokio::test]
async fn an_address_sends_so_many_bytes_a_day_and_others_are_not_affected() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        assert_eq!(get_through(&store, QUARANTINED).await, 2);
        assert_eq!(send(&store, 1, &file(400), QUARANTINED).await, Reception::TooManyFiles);
        assert_eq!(upload::Entity::find().all(store.readers()).await.unwrap().len(), 2, "nothing of it is kept");
        received(send(&store, 2, &file(400), QUARANTINED).await);
        received(send(&store, 1, &file(200), QUARANTINED).await);
        store.update_event(event(20)).await.unwrap();
        // Without files, nobody is asked.
        received(store.receive(sealed(&sent_by(1))).await.unwrap());
    }
}

#[tokio::test]
async fn without_the_limit_an_address_sends_what_it_likes() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        assert_eq!(get_through(&store, UploadTerms { most_bytes_per_address: None, ..QUARANTINED }).await, 3);
    }
}
