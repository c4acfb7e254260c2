//! What operators see, and an end that loses nothing.

use std::{
    io::{Read, Write},
    net::{IpAddr, SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use jiff::Timestamp;
use tsubame_http::{ConnectionLimits, Listener, Server, ServerOptions, ServerThreads, Shutdown};

use super::setup::{TestServer, body, link};
use crate::{
    intake::SenderLimits,
    store::{
        BackupPlace, BackupPlaces, RecoveryKey, RestoreSources,
        test_support::{TERMS, TestDatabase, keys, sealed_for},
        try_restore, write_backup,
    },
    web::ServerSettings,
};

#[tokio::test]
async fn the_server_lives_without_its_database_but_is_not_ready() {
    for database in TestDatabase::each().await {
        let server = TestServer::open(&database.location, ServerSettings::default()).await;
        let ready = server.get("/api/ready").await;
        assert_eq!((ready.status, ready.text.as_str()), (StatusCode::OK, r#"{"forms":1,"status":"ready"}"#));
        // A fault in the site is nothing that this server has read yet.
        server.break_site();
        assert_eq!(server.get("/api/ready").await.status, StatusCode::OK);
        server.backend.state.store.close_readers().await;
        let away = server.get("/api/ready").await;
        assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE, "{:?}", database.location);
        assert!(!away.text.contains("sql"), "{}", away.text);
        let lives = server.get("/api/health").await;
        assert_eq!((lives.status, lives.text.as_str()), (StatusCode::OK, r#"{"status":"ok"}"#));
    }
}

#[tokio::test]
async fn figures_tell_routes_never_tokens_and_what_waits() {
    for database in TestDatabase::each().await {
        let server = TestServer::open(&database.location, ServerSettings::default()).await;
        let id = server.register(1).await;
        let address = link(id, "cancel", 1);
        server.get(&address).await;
        server.get("/api/visitor-1/none").await;
        server.send("BREW", "/api/health", &[], "").await;
        server.post("/api/forms/event", &format!("{}&remark=x", body(2))).await;
        let text = server.metrics().await;
        for line in [
            r#"tsubame_requests_total{route="/api/forms/{form}",method="POST",status="303"} 2"#,
            r#"tsubame_requests_total{route="/api/l/{token}/{action}",method="GET",status="200"} 1"#,
            r#"tsubame_requests_total{route="none",method="GET",status="404"} 1"#,
            r#"tsubame_requests_total{route="/api/health",method="other",status="405"} 1"#,
            "tsubame_held_submissions 1",
            r#"tsubame_mails{state="waiting"} 1"#,
            r#"tsubame_mails{state="bounced"} 0"#,
            "tsubame_outbox_stopped 0",
            "tsubame_storage_outage_seconds 0",
            "tsubame_queue_length 0",
            "tsubame_backup_last_success_timestamp_seconds 0",
            "tsubame_restore_test_last_success_timestamp_seconds 0",
            "tsubame_batch_size_count 2",
            "tsubame_commit_seconds_count 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        assert!(!text.contains("visitor-1") && !text.contains(address.split('/').nth(3).unwrap()));
        server.backend.state.store.make_mails_due().await;
        let overdue = server.metrics().await;
        let overdue = overdue.lines().find_map(|line| line.strip_prefix("tsubame_mail_overdue_seconds ")).unwrap();
        assert!(overdue.parse::<i64>().unwrap() > 1_000, "{overdue}");
    }
}

#[tokio::test]
async fn figures_tell_when_there_was_a_backup_and_when_one_was_tried() {
    for database in TestDatabase::each().await {
        let server = TestServer::open(&database.location, ServerSettings::default()).await;
        server.register(1).await;
        let (place, key) = (tempfile::tempdir().unwrap(), RecoveryKey::generate());
        let folder_of = |name: &str| BackupPlace::Folder(place.path().join(name));
        let places = BackupPlaces { data: folder_of("data"), keyring: folder_of("keyring") };
        let (began, keys) = (Timestamp::now().as_second(), keys());
        let written = write_backup(&database.location, &key.recipient(), &places, &keys.audit).await.unwrap();
        let text = server.metrics().await;
        let seconds = |text: &str, name: &str| -> i64 {
            text.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().parse().unwrap()
        };
        assert!(seconds(&text, "tsubame_backup_last_success_timestamp_seconds") >= began);
        assert_eq!(seconds(&text, "tsubame_restore_test_last_success_timestamp_seconds"), 0, "nobody has tried it");
        let sources =
            RestoreSources { data: written.data.address.into(), keyring: written.keyring.address.into(), key };
        try_restore(&sources, &place.path().join("trial"), &database.location, &keys, TERMS).await.unwrap();
        let text = server.metrics().await;
        assert!(seconds(&text, "tsubame_restore_test_last_success_timestamp_seconds") >= began);
        assert_eq!(server.get("/api/ready").await.status, StatusCode::OK);
    }
}

const PATIENCE: Duration = Duration::from_secs(20);

fn options() -> ServerOptions {
    ServerOptions { name: "stop", threads: 2, patience: PATIENCE, connections: ConnectionLimits::default() }
}

/// Posts a form over TCP; `None` if nobody answers any more.
fn post(address: SocketAddr, number: usize) -> Option<String> {
    let body = body(number);
    let mut stream = TcpStream::connect(address).ok()?;
    let head = format!(
        "POST /api/forms/event HTTP/1.1\r\nHost: a\r\nOrigin: https://site.example.jp\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.starts_with("HTTP/1.1 200").then_some(answer)
}

#[test]
fn what_was_acknowledged_before_the_end_is_stored_and_the_end_comes_in_time() {
    let threads = ServerThreads::start(&options()).unwrap();
    let databases = threads.block_on(TestDatabase::each());
    drop(threads);
    for database in databases {
        let threads = ServerThreads::start(&options()).unwrap();
        let limits = SenderLimits { free: u64::MAX, ..SenderLimits::default() };
        let settings = ServerSettings { limits, ..ServerSettings::default() };
        let server = threads.block_on(TestServer::open(&database.location, settings));
        let listener = Listener::bind_next_free(IpAddr::from([127, 0, 0, 1]), 0).unwrap();
        let backend = server.into_backend();
        let running = Server::start_on(threads, listener, backend.router(), &options(), Shutdown::default()).unwrap();
        let address = running.address();
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let senders = (0..8).map(|sender| {
            let acknowledged = Arc::clone(&acknowledged);
            thread::spawn(move || {
                for number in 0.. {
                    if post(address, sender * 100_000 + number).is_none() {
                        return;
                    }
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                }
            })
        });
        let senders: Vec<_> = senders.collect();
        while acknowledged.load(Ordering::Relaxed) < 40 {
            thread::sleep(Duration::from_millis(5));
        }
        let began = Instant::now();
        running.shutdown_after(backend.end());
        assert!(began.elapsed() < PATIENCE, "{:?}", database.location);
        assert!(TcpStream::connect(address).is_err(), "new connections are refused");
        for sender in senders {
            sender.join().unwrap();
        }
        let threads = ServerThreads::start(&options()).unwrap();
        let kept = threads.block_on(async { database.replica().await.count_submissions().await });
        assert!(kept >= acknowledged.load(Ordering::Relaxed), "{kept} of {acknowledged:?}");
    }
}

#[test]
fn the_queue_is_written_before_the_end_although_nobody_waits_for_it() {
    for at in 0..2 {
        let threads = ServerThreads::start(&options()).unwrap();
        let (database, given) = threads.block_on(async {
            let database = TestDatabase::each().await.into_iter().nth(at).unwrap();
            let server = TestServer::open(&database.location, ServerSettings::default()).await;
            let backend = server.into_backend();
            let store = backend.state.store.clone();
            let sealed: Vec<_> = (0..1_500).map(|number| sealed_for("shibuya", number)).collect();
            let sent = sealed.into_iter().map(|sealed| {
                let store = store.clone();
                tokio::spawn(async move { drop(store.receive(sealed).await) })
            });
            let sent: Vec<_> = sent.collect();
            let began = Instant::now();
            while store.queue_length() < 300 && began.elapsed() < PATIENCE {
                tokio::task::yield_now().await;
            }
            // All of those who wait hang up at once.
            for task in &sent {
                task.abort();
            }
            let given = store.queue_length();
            drop(store);
            backend.end().await;
            (database, given)
        });
        // What is not written by now never is.
        drop(threads);
        let threads = ServerThreads::start(&options()).unwrap();
        let kept = threads.block_on(async { database.replica().await.count_submissions().await });
        assert!(given > 0 && kept >= given, "{:?}: {kept} of {given}", database.location);
    }
}
