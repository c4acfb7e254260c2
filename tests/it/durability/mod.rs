//! What visitors were told was received is there, whatever happens to the server: it is killed, its disk is full.
//!
//! The moments of the kills are random, of a fixed seed; `tests/prove` takes fifty of them.

pub mod mail_sink;
mod server;

use std::{
    collections::BTreeSet,
    fs,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use self::{
    mail_sink::MailSink,
    server::{KillableServer, rows, send},
};
use crate::support::TestSite;

/// Whether this is the long form (`tests/prove`).
const IS_LONG: bool = option_env!("TSUBAME_PROVE").is_some();

/// How often the server is killed.
const KILLS: usize = if IS_LONG { 50 } else { 3 };

/// Visitors at once.
const CLIENTS: usize = 8;

/// What visitors know of what they sent.
#[derive(Default)]
struct Visitors {
    next: AtomicUsize,
    acknowledged: Mutex<BTreeSet<usize>>,
    unsure: Mutex<BTreeSet<usize>>,
}

impl Visitors {
    /// Sends, one number after another, until the server is gone or `is_over`.
    fn come(&self, server: &KillableServer, is_over: &AtomicBool) {
        while !is_over.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let answer = send(server.address, number);
            let known = if answer == Some(303) { &self.acknowledged } else { &self.unsure };
            known.lock().expect("a set").insert(number);
            if answer.is_none() {
                return;
            }
            thread::sleep(Duration::from_millis(4));
        }
    }

    fn counts(&self) -> (usize, usize) {
        (self.acknowledged.lock().expect("a set").len(), self.unsure.lock().expect("a set").len())
    }
}

/// This repository's site, which takes all that is sent from one address.
fn of_many_senders() -> TestSite {
    let project = TestSite::of_repository();
    project.write("tsubame.toml", "[limits]\nper_address = 100000\n");
    project
}

/// A random number below `end`, of a fixed seed.
fn chance(state: &mut u64, end: u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state % end
}

#[test]
fn show_4_a_killed_server_loses_nothing_that_it_acknowledged_and_doubles_nothing() {
    let project = of_many_senders();
    let sink = MailSink::start();
    let smtp = format!("smtp://{}", sink.address);
    let variables = [("SMTP_URL", smtp.as_str()), ("MAIL_FROM", "info@cross-sendai.example.jp")];
    let visitors = Visitors::default();
    let mut seed = 0x0005_ea51_de00_0001;
    for round in 0..KILLS {
        let server = KillableServer::start(&project, "", &variables);
        let is_over = AtomicBool::new(false);
        let moment = Duration::from_millis(20 + chance(&mut seed, 400));
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| visitors.come(&server, &is_over));
            }
            thread::sleep(moment);
            // The last moment of the clients is the server's last one: they notice by themselves.
            server.kill();
        });
        is_over.store(true, Ordering::Relaxed);
        drop(server);
        let (acknowledged, unsure) = visitors.counts();
        let kept = rows(&project, "submissions");
        assert!(kept >= acknowledged, "round {round}: {kept} of {acknowledged} acknowledged ones are kept");
        assert!(kept <= acknowledged + unsure, "round {round}: {kept} of {acknowledged} + {unsure}");
    }
    let all = visitors.next.load(Ordering::Relaxed);
    assert!(visitors.counts().0 > KILLS, "too few were acknowledged for this to say anything: {:?}", visitors.counts());

    // Everybody presses the button once more: who was received is told so again, and the others are received now.
    let server = KillableServer::start(&project, "", &variables);
    for number in 0..all {
        assert_eq!(send(server.address, number), Some(303), "{number}");
    }
    assert_eq!(rows(&project, "submissions"), all);
    assert_eq!(rows(&project, "outbox_mails"), all);
    thread::sleep(Duration::from_secs(5));
    server.stop();
    let mails = sink.by_recipient();
    assert!(!mails.is_empty());
    for (recipient, mails) in mails {
        let names: BTreeSet<&str> = mails.iter().map(|mail| mail.message_id.as_str()).collect();
        assert!(mails.len() <= 2 && names.len() == 1, "{recipient}: {mails:?}");
        assert!(!mails[0].message_id.is_empty());
    }
    project.run(&["audit", "verify"]).succeeds();
}

#[test]
fn show_4_a_full_disk_gives_503_and_loses_nothing() {
    let project = of_many_senders();
    project.run(&["backend", "--check-config"]).succeeds();
    // No file may grow beyond four megabytes: what SQLite writes then fails as on a full disk, for root too. Its log has most of a
    // megabyte once all tables are made, and is not written back before it has thirty-two.
    let server = KillableServer::start(&project, "trap '' XFSZ; ulimit -f 8192;", &[]);
    let (mut kept, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for number in 0..4000 {
        match send(server.address, number) {
            Some(303) => kept.insert(number),
            Some(503) => refused.insert(number),
            other => panic!("{number}: {other:?}"),
        };
        if refused.len() > 5 {
            break;
        }
    }
    assert!(!kept.is_empty() && refused.len() > 5, "{} kept, {} refused", kept.len(), refused.len());
    server.kill();
    drop(server);
    assert_eq!(rows(&project, "submissions"), kept.len());
    let server = KillableServer::start(&project, "", &[]);
    for number in kept.iter().chain(&refused) {
        assert_eq!(send(server.address, *number), Some(303), "{number}");
    }
    server.stop();
    assert_eq!(rows(&project, "submissions"), kept.len() + refused.len());
    project.run(&["audit", "verify"]).succeeds();
}

/// That SQLite is told to flush is asserted in the store, in every run of the tests.
#[test]
#[ignore = "counting calls of the system needs strace and the right to trace: tests/prove"]
fn show_4_each_batch_is_flushed_to_the_disk() {
    let project = of_many_senders();
    let counts = project.path("calls").to_string_lossy().into_owned();
    let server = KillableServer::start_traced(&project, &counts);
    let sent = 40;
    for number in 0..sent {
        // One after another, each is a batch.
        assert_eq!(send(server.address, number), Some(303));
    }
    server.stop_traced();
    let text = fs::read_to_string(&counts).expect("what strace counted");
    let flushes: usize = text.lines().filter(|line| line.ends_with("sync")).filter_map(calls).sum();
    assert!(flushes >= sent, "{flushes} flushes for {sent} batches\n{text}");
}

/// The number of calls in a line of `strace -c`: `% time, seconds, usecs/call, calls, errors, syscall`.
fn calls(line: &str) -> Option<usize> {
    line.split_whitespace().nth(3)?.parse().ok()
}
