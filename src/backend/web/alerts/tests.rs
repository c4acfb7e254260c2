//! The list is gone down once, by however many replicas, until somebody looks after it.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use jiff::{SignedDuration, Timestamp};

use serde_json::json;

use super::{AlertPost, AlertWatch};
use crate::{
    intake::{AlertKind, AlertLimits, AlertSettings, AlertStep, AlertTarget},
    store::{
        BackupPlace, BackupPlaces, RecoveryKey,
        s3_server::S3Server,
        test_support::{TestDatabase, keys},
        write_backup,
    },
    uploads::UploadSettings,
    web::{ServerSettings, tests::setup::TestServer},
};

/// An address that takes JSON, and what it took.
pub(super) struct TestPager {
    address: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl TestPager {
    /// One that answers with this status.
    pub fn start(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut text = Vec::new();
                let mut piece = [0; 4096];
                // The body is JSON of one object, and the last that comes.
                while !text.ends_with(b"}") {
                    let read = stream.read(&mut piece).unwrap();
                    text.extend_from_slice(&piece[..read]);
                    if read == 0 {
                        break;
                    }
                }
                let text = String::from_utf8(text).unwrap();
                kept.lock().unwrap().push(text.split_once("\r\n\r\n").unwrap().1.to_owned());
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { address, heard }
    }

    pub fn step(&self, after_s: i64) -> AlertStep {
        AlertStep { after_s, target: AlertTarget::Webhook(self.address.clone()) }
    }

    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// Whether what it took began or was over.
    pub fn states(&self) -> Vec<String> {
        let state = |text: &String| serde_json::from_str::<serde_json::Value>(text).unwrap()["state"].clone();
        self.heard().iter().map(|text| state(text).as_str().unwrap().to_owned()).collect()
    }
}

async fn server(database: &TestDatabase, steps: Vec<AlertStep>) -> TestServer {
    limited(database, steps, AlertLimits::default()).await
}

async fn limited(database: &TestDatabase, steps: Vec<AlertStep>, limits: AlertLimits) -> TestServer {
    let alerts = AlertSettings::new(steps, limits);
    TestServer::open(&database.location, ServerSettings { alerts, ..ServerSettings::default() }).await
}

fn watch(server: &TestServer) -> AlertWatch {
    AlertWatch::new(server.backend.state.clone(), AlertPost::new(None), None)
}

fn after(now: Timestamp, seconds: i64) -> Timestamp {
    now + SignedDuration::from_secs(seconds)
}

#[tokio::test]
async fn an_incident_is_told_once_by_all_replicas_and_goes_down_the_list() {
    for database in TestDatabase::each().await {
        let (first, second) = (TestPager::start("200 OK"), TestPager::start("200 OK"));
        let servers = [
            server(&database, vec![first.step(0), second.step(900)]).await,
            server(&database, vec![first.step(0), second.step(900)]).await,
        ];
        let mut watches = servers.each_ref().map(watch);
        let (now, store) = (Timestamp::now(), &servers[0].backend.state.store);
        watches[0].look(now).await;
        assert!(store.latest_incidents(9).await.unwrap().is_empty(), "nothing is wrong");
        store.stop_outbox().await.unwrap();
        for seconds in [0, 30, 60, 899] {
            let [one, other] = &mut watches;
            tokio::join!(one.look(after(now, seconds)), other.look(after(now, seconds)));
        }
        let heard = first.heard();
        assert_eq!((heard.len(), second.heard().len()), (1, 0), "{:?}", database.location);
        let told: serde_json::Value = serde_json::from_str(&heard[0]).unwrap();
        assert_eq!((&told["kind"], &told["state"]), (&json!("mail-stopped"), &json!("open")));
        assert_eq!(told["site"], "https://site.example.jp/");
        watches[1].look(after(now, 900)).await;
        assert_eq!((first.heard().len(), second.heard().len()), (1, 1), "nobody looked after it");

        store.resume_outbox("staff").await.unwrap();
        watches[0].look(after(now, 1_100)).await;
        assert_eq!(store.open_incidents().await.unwrap().len(), 1, "it may come back at any moment");
        watches[0].look(after(now, 1_201)).await;
        let closed = store.latest_incidents(9).await.unwrap();
        assert!(closed.len() == 1 && closed[0].closed_at.is_some(), "{closed:?}");
        for pager in [&first, &second] {
            assert_eq!(pager.states(), ["open", "over"], "who was told that it began is told that it is over, once");
        }
        // Another time is another incident.
        store.stop_outbox().await.unwrap();
        watches[0].look(after(now, 2_000)).await;
        assert_eq!((first.heard().len(), second.heard().len()), (3, 2));
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn who_looks_after_it_keeps_the_others_from_being_told() {
    for database in TestDatabase::each().await {
        let (first, second) = (TestPager::start("200 OK"), TestPager::start("200 OK"));
        let server = server(&database, vec![first.step(0), second.step(900)]).await;
        let (mut watch, now, store) = (watch(&server), Timestamp::now(), &server.backend.state.store);
        store.stop_outbox().await.unwrap();
        watch.look(now).await;
        let incident = store.open_incidents().await.unwrap()[0].id;
        assert!(store.acknowledge_incident(incident, "staff").await.unwrap());
        assert!(!store.acknowledge_incident(incident, "staff").await.unwrap(), "pressed twice");
        watch.look(after(now, 5_000)).await;
        assert_eq!((first.heard().len(), second.heard().len()), (1, 0), "{:?}", database.location);
    }
}

#[tokio::test]
async fn who_cannot_be_told_makes_it_the_next_ones_turn() {
    let [database, _] = TestDatabase::each().await;
    let (broken, second) = (TestPager::start("500 Broken"), TestPager::start("204 No Content"));
    let mail = AlertStep { after_s: 0, target: AlertTarget::Mail("staff@example.jp".to_owned()) };
    let server = server(&database, vec![mail, broken.step(10), second.step(900)]).await;
    server.backend.state.store.stop_outbox().await.unwrap();
    watch(&server).look(Timestamp::now()).await;
    assert_eq!((broken.heard().len(), second.heard().len()), (1, 1), "there is no mail server");
}

#[tokio::test]
async fn a_database_that_is_away_is_told_without_it_and_written_down_afterwards() {
    for database in TestDatabase::each().await {
        let pager = TestPager::start("200 OK");
        let (gone, back) = (server(&database, vec![pager.step(0)]).await, server(&database, vec![pager.step(0)]).await);
        let (mut watch, now) = (watch(&gone), Timestamp::now());
        gone.backend.state.store.close_readers().await;
        for seconds in [0, 30, 60] {
            watch.look(after(now, seconds)).await;
        }
        assert_eq!(pager.heard().len(), 1, "{:?}", database.location);
        watch.state = back.backend.state.clone();
        watch.look(after(now, 90)).await;
        let incidents = back.backend.state.store.latest_incidents(9).await.unwrap();
        assert_eq!(incidents.len(), 1);
        assert_eq!((incidents[0].kind, incidents[0].told), (AlertKind::Database, 1));
        assert_eq!(incidents[0].opened_at.as_millisecond(), now.as_millisecond(), "it began when it began");
        assert_eq!(pager.heard().len(), 1, "and nobody is told again");
    }
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_is_an_incident_until_nothing_has_failed_for_a_while() {
    let [database, _] = TestDatabase::each().await;
    let (pager, bucket, folder) = (TestPager::start("200 OK"), S3Server::start().await, tempfile::tempdir().unwrap());
    let place = Some(Box::new(bucket.bucket("cross-sendai", "forms/uploads")));
    let uploads = UploadSettings { bucket: place, ..UploadSettings::new(folder.path().join("arriving")) };
    let alerts = AlertSettings::new(vec![pager.step(0)], AlertLimits::default());
    let settings = ServerSettings { alerts, uploads: Some(uploads), ..ServerSettings::default() };
    let server = TestServer::open(&database.location, settings).await;
    let (mut watch, now) = (watch(&server), Timestamp::now());
    watch.look(now).await;
    assert_eq!(server.backend.state.storage_outage(now), None);

    bucket.set_down(true);
    watch.look(after(now, 60)).await;
    assert!(server.backend.state.storage_outage(after(now, 60)).is_some());
    assert_eq!(pager.heard().len(), 0, "it may come back at any moment");
    watch.look(after(now, 300)).await;
    let told: serde_json::Value = serde_json::from_str(&pager.heard()[0]).unwrap();
    assert_eq!((&told["kind"], &told["state"]), (&json!("storage"), &json!("open")));
    let since: Timestamp = told["since"].as_str().unwrap().parse().unwrap();
    assert_eq!(since.as_millisecond(), after(now, 60).as_millisecond(), "it began with the first failure");

    bucket.set_down(false);
    watch.look(after(now, 330)).await;
    let figures = server.metrics().await;
    assert!(figures.lines().any(|line| line == "tsubame_storage_outage_seconds 240"), "{figures}");
    // It is over once the last failure, at 300, was a quarter of an hour ago, and nobody saw it for five minutes more.
    watch.look(after(now, 1_199)).await;
    assert_eq!(pager.states(), ["open"]);
    watch.look(after(now, 1_501)).await;
    assert_eq!(pager.states(), ["open", "over"]);
}

/// A night and two hours.
const BACKUPS: AlertLimits = AlertLimits {
    queue: 1_000,
    overdue_s: 1_800,
    free_bytes: 0,
    storage_outage_s: 120,
    backup_age_s: Some(93_600),
    certificate_s: None,
};

#[tokio::test]
async fn a_missed_backup_is_an_incident_until_there_is_one() {
    for database in TestDatabase::each().await {
        let (pager, unasked) = (TestPager::start("200 OK"), TestPager::start("200 OK"));
        let watched = limited(&database, vec![pager.step(0)], BACKUPS).await;
        let unwatched = server(&database, vec![unasked.step(0)]).await;
        let ([mut first, mut second], now) = ([&watched, &unwatched].map(watch), Timestamp::now());
        first.look(after(now, 93_000)).await;
        assert_eq!(
            pager.heard().len(),
            0,
            "a server that was just set up is given a night too: {:?}",
            database.location
        );
        database.execute("UPDATE seaql_migrations SET applied_at = applied_at - 93600").await;
        first.look(now).await;
        second.look(now).await;
        let told: serde_json::Value = serde_json::from_str(&pager.heard()[0]).unwrap();
        assert_eq!(told["kind"], "backup-missed");
        assert_eq!(unasked.heard().len(), 0, "who has not set the hours is told of nothing");

        let folder = tempfile::tempdir().unwrap();
        let folder_of = |name: &str| BackupPlace::Folder(folder.path().join(name));
        let places = BackupPlaces { data: folder_of("data"), keyring: folder_of("keyring") };
        let key = RecoveryKey::generate().recipient();
        write_backup(&database.location, &key, &places, &keys().audit).await.unwrap();
        first.look(after(now, 301)).await;
        assert_eq!(pager.states(), ["open", "over"]);
        assert_eq!(watched.backend.state.store.open_incidents().await.unwrap(), []);
        // The next one is missed as well.
        first.look(after(now, 94_000)).await;
        assert_eq!(pager.states(), ["open", "over", "open"]);
        assert_eq!(watched.backend.state.store.broken_audit_chains().await.unwrap(), []);
    }
}
