//! Files in a bucket of a real server: what lies in it, how much room it takes, what is swept out of it, and what is left where
//! something breaks off.

use std::{fs, path::PathBuf, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

use super::*;
use crate::{
    intake::HashKey,
    store::{Bucket, Keys, s3_server::S3Server},
};

/// A vault in a bucket, with a folder in which files arrive.
struct BucketVault {
    server: S3Server,
    bucket: Bucket,
    vault: UploadVault,
    _folder: TempDir,
}

impl BucketVault {
    async fn on(server: S3Server, most_bytes: Option<u64>) -> anyhow::Result<Self> {
        let (folder, bucket) = (tempfile::tempdir()?, server.bucket("cross-sendai", "forms/uploads"));
        let vault = UploadVault::open_bucket(&bucket, &folder.path().join("arriving"), most_bytes).await?;
        Ok(Self { server, bucket, vault, _folder: folder })
    }

    async fn start() -> Self {
        Self::on(S3Server::start().await, Some(10_000_000)).await.unwrap()
    }

    async fn check(&self) -> anyhow::Result<()> {
        self.vault.check(Timestamp::now()).await
    }

    /// Whether the bucket has failed of late.
    fn is_out(&self) -> bool {
        self.vault.outage(Timestamp::now()).is_some()
    }

    /// The names of what lies in the bucket.
    fn lies_there(&self) -> Vec<String> {
        self.server.names(&self.bucket)
    }

    fn place(&self, file: &NewUpload) -> PathBuf {
        self.server.folder(&self.bucket).join(file.id.0.simple().to_string())
    }
}

fn letter(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7 a secret that nobody reads".to_vec();
    bytes.resize(length, b'x');
    bytes
}

#[tokio::test]
async fn a_file_comes_back_from_a_bucket_and_says_nothing_to_who_has_it() {
    let place = BucketVault::start().await;
    let bytes = letter(300_000);
    let file = put(&place.vault, &bytes).await.unwrap();
    assert_eq!((file.size_bytes, read_all(&place.vault, &file).await.unwrap()), (300_000, bytes.clone()));
    assert_eq!(place.lies_there(), [file.id.0.simple().to_string()], "what was tried out is gone");
    assert_eq!(names(&place.vault), Vec::<String>::new(), "nothing stays where it arrived");
    let sealed = fs::read(place.place(&file)).unwrap();
    assert!(!sealed.windows(6).any(|window| window == b"secret"));

    // Cut off, or under the name of another file: an error, and never a shorter file.
    let other = put(&place.vault, &bytes).await.unwrap();
    fs::copy(place.place(&file), place.place(&other)).unwrap();
    assert!(read_all(&place.vault, &NewUpload { key: file.key.clone(), ..other }).await.is_err());
    fs::write(place.place(&file), &sealed[..sealed.len() - 70_000]).unwrap();
    assert!(read_all(&place.vault, &file).await.is_err());
}

#[tokio::test]
async fn what_is_given_up_or_dropped_never_comes_to_the_bucket() {
    let place = BucketVault::start().await;
    let mut given_up = place.vault.begin().await.unwrap();
    given_up.write(&letter(200_000)).await.unwrap();
    assert_eq!(names(&place.vault).len(), 1);
    given_up.abandon().await.unwrap();
    let mut dropped = place.vault.begin().await.unwrap();
    dropped.write(&letter(200_000)).await.unwrap();
    drop(dropped);
    while !names(&place.vault).is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(place.lies_there(), Vec::<String>::new());
    // Its room is free again: what fills all of it fits.
    put(&place.vault, &letter(9_900_000)).await.unwrap();
}

#[tokio::test]
async fn where_the_bucket_breaks_off_nothing_is_left_and_the_sender_is_told() {
    // One write sees whether the bucket can be written; a file of two parts takes a beginning, the parts and an end.
    for writes in 1..=4 {
        let place = BucketVault::on(S3Server::start_breaking(writes).await, None).await.unwrap();
        assert!(put(&place.vault, &letter(12_000_000)).await.is_err(), "{writes}");
        assert_eq!((place.server.writes_left(), place.lies_there()), (0, Vec::new()), "{writes}");
        while place.server.parts() > 0 {
            sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(names(&place.vault), Vec::<String>::new(), "{writes}");
    }
    // The twin: one write more, and the file is there.
    let place = BucketVault::on(S3Server::start_breaking(5).await, None).await.unwrap();
    let file = put(&place.vault, &letter(12_000_000)).await.unwrap();
    assert_eq!(read_all(&place.vault, &file).await.unwrap().len(), 12_000_000);
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_takes_files_once_it_does() {
    let server = S3Server::start().await;
    server.set_down(true);
    let place = BucketVault::on(server, None).await.unwrap();
    assert!(place.is_out(), "it is seen at the start");
    put(&place.vault, &letter(100)).await.unwrap_err();
    place.check().await.unwrap_err();
    assert_eq!(names(&place.vault), Vec::<String>::new());
    place.server.set_down(false);
    let file = put(&place.vault, &letter(100)).await.unwrap();
    assert_eq!(place.lies_there(), [file.id.0.simple().to_string()]);
    place.check().await.unwrap();
    assert_eq!(place.lies_there().len(), 1, "what was tried out is gone");
    assert_eq!(place.vault.outage(Timestamp::now() + SignedDuration::from_mins(16)), None);
}

#[tokio::test]
async fn a_bucket_is_asked_as_long_as_it_works_and_written_once_something_has_failed() {
    // One write sees whether the bucket can be written, the other one is a file.
    let place = BucketVault::on(S3Server::start_breaking(2).await, None).await.unwrap();
    let file = put(&place.vault, &letter(100)).await.unwrap();
    // Full, it still answers whoever asks.
    place.check().await.unwrap();
    assert_eq!((place.server.writes_left(), place.is_out()), (0, false));
    put(&place.vault, &letter(100)).await.unwrap_err();
    for _ in 0..2 {
        place.check().await.unwrap_err();
        assert!(place.is_out());
    }
    assert_eq!(place.lies_there(), [file.id.0.simple().to_string()]);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_outage() {
    let place = BucketVault::start().await;
    let file = put(&place.vault, &letter(100)).await.unwrap();
    place.server.set_down(true);
    assert!(read_all(&place.vault, &file).await.is_err());
    assert!(place.is_out());
    place.server.set_down(false);
    place.check().await.unwrap();
    assert_eq!((read_all(&place.vault, &file).await.unwrap().len(), place.is_out()), (100, true), "others may fail");
}

#[tokio::test]
async fn room_that_could_not_be_counted_at_the_start_is_counted_before_the_first_file() {
    let place = BucketVault::start().await;
    put(&place.vault, &letter(6_000_000)).await.unwrap();
    place.server.set_down(true);
    let folder = tempfile::tempdir().unwrap();
    let again = UploadVault::open_bucket(&place.bucket, folder.path(), Some(10_000_000)).await.unwrap();
    assert!(!put(&again, &letter(6_000_000)).await.unwrap_err().is::<NoRoom>(), "nobody knows yet");
    place.server.set_down(false);
    assert!(put(&again, &letter(6_000_000)).await.unwrap_err().is::<NoRoom>());
    // The twin: what fits beside the first one is taken.
    put(&again, &letter(3_000_000)).await.unwrap();
    assert_eq!(place.lies_there().len(), 2);
}

#[tokio::test]
async fn a_bucket_that_did_not_answer_is_looked_at_before_the_first_file_goes_there() {
    let server = S3Server::start_public().await;
    server.set_down(true);
    let place = BucketVault::on(server, None).await.unwrap();
    place.server.set_down(false);
    for _ in 0..2 {
        let told = put(&place.vault, &letter(100)).await.unwrap_err().to_string();
        assert!(told.contains("everybody can read"), "{told}");
    }
    assert_eq!((place.lies_there(), names(&place.vault)), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn what_another_server_has_removed_already_is_gone() {
    let (place, (_folder, folder)) = (BucketVault::start().await, vault().await);
    for vault in [&place.vault, &folder] {
        let file = put(vault, &letter(100)).await.unwrap();
        for _ in 0..2 {
            vault.remove(file.id).await.unwrap();
        }
        assert!(read_all(vault, &file).await.is_err());
    }
}

#[tokio::test]
async fn files_in_a_bucket_take_as_much_room_as_they_may_and_no_more() {
    let place = BucketVault::start().await;
    let first = put(&place.vault, &letter(6_000_000)).await.unwrap();
    assert!(put(&place.vault, &letter(6_000_000)).await.unwrap_err().is::<NoRoom>());
    // What was counted is counted again after a start.
    let folder = tempfile::tempdir().unwrap();
    let again = UploadVault::open_bucket(&place.bucket, folder.path(), Some(10_000_000)).await.unwrap();
    assert!(put(&again, &letter(6_000_000)).await.unwrap_err().is::<NoRoom>());
    again.discard([first]).await;
    assert_eq!(place.lies_there(), Vec::<String>::new());
    put(&again, &letter(6_000_000)).await.unwrap();
    // The twin: without the limit.
    let unguarded = UploadVault::open_bucket(&place.bucket, folder.path(), None).await.unwrap();
    put(&unguarded, &letter(6_000_000)).await.unwrap();
}

#[tokio::test]
async fn what_no_row_names_is_swept_out_of_a_bucket_once_it_is_old() {
    let (place, (_database, store)) = (BucketVault::start().await, rows().await);
    let (named, orphan) =
        (put(&place.vault, &letter(100)).await.unwrap(), put(&place.vault, &letter(100)).await.unwrap());
    name(&store, 1, &named).await;
    fs::write(place.server.folder(&place.bucket).join("README"), "somebody else's").unwrap();
    // A crash has left a file that was begun, and one that had arrived and was not sent on.
    for begun in ["#1", ""] {
        fs::write(place.vault.folder.join(format!("{}{begun}", Uuid::new_v4().simple())), "begun").unwrap();
    }
    // A look at the bucket was broken off, and somebody else has made something whose name begins alike.
    let probe = format!("access-check-{}", Uuid::new_v4().simple());
    for name in [probe.as_str(), "access-check-list"] {
        fs::write(place.server.folder(&place.bucket).join(name), "to be removed at once").unwrap();
    }
    let now = Timestamp::now();
    assert_eq!(sweep_uploads(&place.vault, &store, now).await.unwrap(), Swept::default(), "a row may be on its way");
    let later = now + SignedDuration::from_hours(2);
    assert_eq!(sweep_uploads(&place.vault, &store, later).await.unwrap(), Swept { removed: 4, forgotten: 0 });
    let mut left = ["README".to_owned(), "access-check-list".to_owned(), named.id.0.simple().to_string()];
    left.sort();
    assert_eq!((place.lies_there(), names(&place.vault)), (left.to_vec(), Vec::new()));
    assert!(read_all(&place.vault, &orphan).await.is_err());
}

#[tokio::test]
async fn a_server_with_other_secrets_never_meets_the_files_of_another() {
    let server = S3Server::start().await;
    let bucket = server.bucket("cross-sendai", "forms/uploads");
    let others = Keys { index: HashKey::new([9; 32]), ..keys() };
    let (ours, theirs) = (UploadSettings::place_in(&bucket, &keys()), UploadSettings::place_in(&bucket, &others));
    let folder = tempfile::tempdir().unwrap();
    let vault = UploadVault::open_bucket(&ours, &folder.path().join("ours"), None).await.unwrap();
    let file = put(&vault, &letter(100)).await.unwrap();
    let (_database, empty) = rows().await;
    let later = Timestamp::now() + SignedDuration::from_hours(2);
    let trial = UploadVault::open_bucket(&theirs, &folder.path().join("theirs"), None).await.unwrap();
    assert_eq!(sweep_uploads(&trial, &empty, later).await.unwrap(), Swept::default());
    read_all(&vault, &file).await.unwrap();
    // The twin: with the same secrets, what no row names is swept out.
    let again = UploadVault::open_bucket(&ours, &folder.path().join("again"), None).await.unwrap();
    assert_eq!(sweep_uploads(&again, &empty, later).await.unwrap(), Swept { removed: 1, forgotten: 0 });
}

#[tokio::test]
async fn a_bucket_that_everybody_can_read_takes_no_files() {
    let told = BucketVault::on(S3Server::start_public().await, None).await.err().unwrap().to_string();
    assert!(told.contains("s3://cross-sendai/forms/uploads") && told.contains("everybody can read"), "{told}");
}
