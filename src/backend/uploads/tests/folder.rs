//! The folder: what lies in it, how much room it takes, what is swept out of it.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

use super::*;

fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7 a secret that nobody reads".to_vec();
    bytes.resize(length, b'x');
    bytes
}

#[tokio::test]
async fn a_file_comes_back_and_says_nothing_to_who_has_the_folder() {
    let (_folder, vault) = vault().await;
    let bytes = pdf(300_000);
    let file = put(&vault, &bytes).await.unwrap();
    assert_eq!((file.size_bytes, read_all(&vault, &file).await.unwrap()), (300_000, bytes.clone()));
    let mode = fs::metadata(&vault.folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert_eq!(names(&vault), [file.id.0.simple().to_string()]);
    let lies_there = fs::read(vault.folder.join(&names(&vault)[0])).unwrap();
    assert!(!lies_there.windows(6).any(|window| window == b"secret"));

    // Cut off, changed, or under the name of another file: an error, and never a shorter file.
    let other = put(&vault, &bytes).await.unwrap();
    let place = |file: &NewUpload| vault.folder.join(file.id.0.simple().to_string());
    fs::copy(place(&file), place(&other)).unwrap();
    assert!(read_all(&vault, &NewUpload { key: file.key.clone(), ..other }).await.is_err());
    fs::write(place(&file), &lies_there[..lies_there.len() - 70_000]).unwrap();
    assert!(read_all(&vault, &file).await.is_err());
}

#[tokio::test]
async fn what_is_given_up_or_dropped_leaves_nothing() {
    let (_folder, vault) = vault().await;
    let mut given_up = vault.begin().await.unwrap();
    given_up.write(&pdf(200_000)).await.unwrap();
    assert_eq!(names(&vault).len(), 1);
    given_up.abandon().await.unwrap();
    assert_eq!(names(&vault), Vec::<String>::new());

    let mut dropped = vault.begin().await.unwrap();
    dropped.write(&pdf(200_000)).await.unwrap();
    drop(dropped);
    while !names(&vault).is_empty() {
        sleep(Duration::from_millis(5)).await;
    }
    // Its room is free again: what fills all of it fits.
    put(&vault, &pdf(9_900_000)).await.unwrap();
}

#[tokio::test]
async fn files_take_as_much_room_as_they_may_and_no_more() {
    let (folder, vault) = vault().await;
    let first = put(&vault, &pdf(6_000_000)).await.unwrap();
    let refused = put(&vault, &pdf(6_000_000)).await.unwrap_err();
    assert!(refused.is::<NoRoom>(), "{refused:#}");
    // What was counted is counted again after a start.
    let again = UploadVault::open(&folder.path().join("uploads"), 10_000_000).await.unwrap();
    assert!(put(&again, &pdf(6_000_000)).await.unwrap_err().is::<NoRoom>());
    again.discard([first]).await;
    put(&again, &pdf(6_000_000)).await.unwrap();
}

#[tokio::test]
async fn files_that_are_refused_for_want_of_room_are_an_outage() {
    let (_folder, vault) = vault().await;
    vault.check(Timestamp::now()).await.unwrap();
    assert_eq!((names(&vault), vault.outage(Timestamp::now())), (Vec::new(), None), "what was tried out is gone");
    assert!(put(&vault, &pdf(11_000_000)).await.unwrap_err().is::<NoRoom>());
    assert!(vault.outage(Timestamp::now()).is_some());
    // A small one fits, which ends nothing.
    vault.check(Timestamp::now()).await.unwrap();
    assert!(vault.outage(Timestamp::now()).is_some());
    // Once no file fits, nobody has to send one for it to be seen.
    put(&vault, &pdf(9_950_000)).await.unwrap();
    assert!(vault.check(Timestamp::now()).await.unwrap_err().is::<NoRoom>());
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_an_outage_until_it_was_quiet_for_a_while() {
    let (_folder, vault) = vault().await;
    let in_minutes = |minutes| Timestamp::now() + SignedDuration::from_mins(minutes);
    let is_out = |minutes| vault.outage(in_minutes(minutes)).is_some();
    vault.check(in_minutes(0)).await.unwrap();
    assert!(!is_out(0));

    // As a disk that fails: the folder is gone, and a file stands in its place.
    let aside = vault.folder.with_extension("aside");
    fs::rename(&vault.folder, &aside).unwrap();
    fs::write(&vault.folder, "").unwrap();
    put(&vault, &pdf(100)).await.unwrap_err();
    assert!(is_out(0), "who sends a file is the first to see it");
    vault.check(in_minutes(3)).await.unwrap_err();
    assert!(vault.outage(in_minutes(3)).unwrap().seconds() >= 180, "from the first failure to the last");
    fs::remove_file(&vault.folder).unwrap();
    fs::rename(&aside, &vault.folder).unwrap();
    put(&vault, &pdf(100)).await.unwrap();
    vault.check(in_minutes(4)).await.unwrap();
    assert!(is_out(4) && is_out(17), "something else may fail still");
    assert!(!is_out(19));
}

#[tokio::test]
async fn a_file_that_is_not_there_says_nothing_of_the_others() {
    let (_folder, vault) = vault().await;
    let file = put(&vault, &pdf(100)).await.unwrap();
    vault.remove(file.id).await.unwrap();
    assert!(read_all(&vault, &file).await.is_err());
    assert_eq!(vault.outage(Timestamp::now()), None);
}

#[tokio::test]
async fn two_files_at_once_do_not_get_the_same_room() {
    let (_folder, vault) = vault().await;
    let bytes = pdf(6_000_000);
    let (a, b) = tokio::join!(put(&vault, &bytes), put(&vault, &bytes));
    let kept = usize::from(a.is_ok()) + usize::from(b.is_ok());
    assert!(kept < 2);
    // What was refused is dropped, and goes a moment later.
    while names(&vault).len() > kept {
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(names(&vault).len(), kept);
}

#[tokio::test]
async fn without_the_limit_files_take_more() {
    let folder = tempfile::tempdir().unwrap();
    let vault = UploadVault::open_guarded(&folder.path().join("uploads"), None).await.unwrap();
    for _ in 0..2 {
        put(&vault, &pdf(6_000_000)).await.unwrap();
    }
    assert_eq!(names(&vault).len(), 2);
}

#[tokio::test]
async fn what_no_row_names_is_swept_up_once_it_is_old() {
    let ((_folder, vault), (_database, store)) = (vault().await, rows().await);
    let (named, orphan) = (put(&vault, &pdf(100)).await.unwrap(), put(&vault, &pdf(100)).await.unwrap());
    name(&store, 1, &named).await;
    fs::write(vault.folder.join("README"), "somebody else's").unwrap();
    // A crash has left a file that was begun.
    fs::write(vault.folder.join(format!("{}#1", Uuid::new_v4().simple())), "begun").unwrap();

    let now = Timestamp::now();
    assert_eq!(sweep_uploads(&vault, &store, now).await.unwrap(), Swept::default(), "a row may be on its way");
    let later = now + SignedDuration::from_hours(2);
    assert_eq!(sweep_uploads(&vault, &store, later).await.unwrap(), Swept { removed: 2, forgotten: 0 });
    let mut left = ["README".to_owned(), named.id.0.simple().to_string()];
    left.sort();
    assert_eq!(names(&vault), left);
    assert!(read_all(&vault, &orphan).await.is_err());
}

#[tokio::test]
async fn the_files_of_an_erased_person_are_unreadable_and_then_gone() {
    let ((_folder, vault), (_database, store)) = (vault().await, rows().await);
    let (erased, kept) = (put(&vault, &pdf(100)).await.unwrap(), put(&vault, &pdf(100)).await.unwrap());
    name(&store, 1, &erased).await;
    store.erase_all_persons().await;
    name(&store, 2, &kept).await;
    assert!(store.open_upload(erased.id, "system").await.unwrap().is_none());
    let later = Timestamp::now() + SignedDuration::from_hours(2);
    assert_eq!(sweep_uploads(&vault, &store, later).await.unwrap(), Swept { removed: 1, forgotten: 1 });
    assert_eq!(names(&vault), [kept.id.0.simple().to_string()]);
}
