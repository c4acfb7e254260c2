//! What waits is looked at, again and again until somebody says what is in it.

use std::{sync::atomic::Ordering, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::{
    fake_clamd::{EICAR, FakeClamd, Manner},
    *,
};

fn worker(store: &Store, vault: &UploadVault, address: &ClamdAddress) -> ScanWorker {
    ScanWorker::new(store.clone(), vault.clone(), Clamd::new(address.clone()))
}

/// One that waits for clamd no longer than a moment.
fn impatient_worker(store: &Store, vault: &UploadVault, address: &ClamdAddress) -> ScanWorker {
    let clamd = Clamd::new(address.clone()).with_patience(Duration::from_millis(300));
    ScanWorker::new(store.clone(), vault.clone(), clamd)
}

fn infected() -> Vec<u8> {
    [b"%PDF-1.7\n".as_slice(), EICAR.as_bytes(), &vec![b'x'; 200_000]].concat()
}

#[tokio::test]
async fn eicar_stays_in_quarantine_and_a_clean_file_is_let_out() {
    let ((folder, vault), (_database, store)) = (vault().await, rows().await);
    let clean = put(&vault, &vec![b'x'; 200_000]).await.unwrap();
    let virus = put(&vault, &infected()).await.unwrap();
    name(&store, 1, &clean).await;
    name(&store, 2, &virus).await;
    let clamd = FakeClamd::on_port(Manner::Look).await;
    assert_eq!(worker(&store, &vault, &clamd.address).scan_due(Timestamp::now()).await.unwrap(), 2);
    assert_eq!(clamd.asked.load(Ordering::Relaxed), 2);
    let opened = store.open_upload(clean.id, "system").await.unwrap().unwrap();
    assert_eq!(opened.state, UploadState::Clean);
    assert!(store.open_upload(virus.id, "system").await.unwrap().is_none());
    assert_eq!(worker(&store, &vault, &clamd.address).scan_due(Timestamp::now()).await.unwrap(), 0, "once each");

    // The same at a socket.
    let third = put(&vault, &infected()).await.unwrap();
    name(&store, 3, &third).await;
    let clamd = FakeClamd::at_socket(folder.path().join("clamd.ctl"), Manner::Look);
    assert_eq!(worker(&store, &vault, &clamd.address).scan_due(Timestamp::now()).await.unwrap(), 1);
    assert!(store.open_upload(third.id, "system").await.unwrap().is_none());
    assert!(store.uploads_to_scan(Timestamp::MAX, 9).await.unwrap().is_empty(), "infected for good");
}

#[tokio::test]
async fn what_nobody_could_look_at_waits_and_is_looked_at_later() {
    let ((_folder, vault), (_database, store)) = (vault().await, rows().await);
    let file = put(&vault, &vec![b'x'; 2_000_000]).await.unwrap();
    name(&store, 1, &file).await;
    let mut now = Timestamp::now();
    let nobody = ClamdAddress::Tcp("127.0.0.1:1".to_owned());
    assert_eq!(worker(&store, &vault, &nobody).scan_due(now).await.unwrap(), 1);
    assert_eq!(worker(&store, &vault, &nobody).scan_due(now).await.unwrap(), 0, "not at once");
    for manner in [Manner::Complain, Manner::HangUp, Manner::Silence] {
        let clamd = FakeClamd::on_port(manner).await;
        now += SignedDuration::from_hours(2);
        assert_eq!(impatient_worker(&store, &vault, &clamd.address).scan_due(now).await.unwrap(), 1, "{manner:?}");
        assert!(store.open_upload(file.id, "system").await.unwrap().is_none(), "{manner:?}");
    }
    now += SignedDuration::from_hours(2);
    let clamd = FakeClamd::on_port(Manner::Look).await;
    worker(&store, &vault, &clamd.address).scan_due(now).await.unwrap();
    assert!(store.open_upload(file.id, "system").await.unwrap().is_some());
}

#[tokio::test]
async fn a_file_that_does_not_open_is_never_clean() {
    let ((_folder, vault), (_database, store)) = (vault().await, rows().await);
    let file = put(&vault, &vec![b'x'; 200_000]).await.unwrap();
    name(&store, 1, &file).await;
    let place = vault.folder.join(file.id.0.simple().to_string());
    let lies_there = std::fs::read(&place).unwrap();
    std::fs::write(&place, &lies_there[..100_000]).unwrap();
    let clamd = FakeClamd::on_port(Manner::Look).await;
    assert_eq!(worker(&store, &vault, &clamd.address).scan_due(Timestamp::now()).await.unwrap(), 1);
    assert!(store.open_upload(file.id, "system").await.unwrap().is_none());
}

#[tokio::test]
#[ignore = "tests/prove starts the clamd that TSUBAME_CLAMD names"]
async fn the_real_clamd_finds_eicar() {
    let address = ClamdAddress::parse(&std::env::var("TSUBAME_CLAMD").expect("the address of a clamd")).unwrap();
    let ((_folder, vault), (_database, store)) = (vault().await, rows().await);
    let (clean, virus) = (put(&vault, b"%PDF-1.7").await.unwrap(), put(&vault, EICAR.as_bytes()).await.unwrap());
    name(&store, 1, &clean).await;
    name(&store, 2, &virus).await;
    let worker = ScanWorker::new(store.clone(), vault.clone(), Clamd::new(address));
    assert_eq!(worker.scan_due(Timestamp::now()).await.unwrap(), 2);
    let opened = store.open_upload(clean.id, "system").await.unwrap().unwrap();
    assert_eq!(opened.state, UploadState::Clean);
    assert!(store.open_upload(virus.id, "system").await.unwrap().is_none());
    assert!(store.uploads_to_scan(Timestamp::MAX, 9).await.unwrap().is_empty(), "it is infected, not unknown");
}
