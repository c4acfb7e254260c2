//! The worker over a database and a mail server that does what a test tells it.

mod account_links;
mod bookings;
mod messages;
mod newsletters;
mod opt_in;
mod over_time;
mod standings;

use std::time::Duration;

use super::*;
use crate::{
    intake::RegistrationAction,
    outbox::{
        MailTemplates, ProgrammeValues, SmtpPatience,
        smtp::responder::{Act, Responder, Script, settings},
    },
    store::test_support::{TestDatabase, event, keys, sealed, sent_by},
};

/// The templates of this repository.
fn templates() -> MailTemplates {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/mail");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    });
    MailTemplates::parse(&files.collect::<Vec<_>>()).unwrap()
}

fn worker(store: &Store, port: u16, reply: Duration) -> OutboxWorker {
    let programme = ProgrammeValues {
        name: "CROSS SENDAI".to_owned(),
        operator: "事務局（見本）".to_owned(),
        url: "https://site.example.jp/".to_owned(),
        contact: "info@site.example.jp".to_owned(),
    };
    let patience = SmtpPatience { connect: reply, reply, content: reply };
    let composer = MailComposer::new(templates(), programme, keys().index);
    let composer = composer.with_office_address("https://office.example.jp");
    OutboxWorker::new(store.clone(), composer, SmtpClient::new(settings(port, patience)).unwrap())
}

const PATIENT: Duration = Duration::from_secs(20);

async fn registered(number: usize) -> (TestDatabase, Store) {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    store.update_event(event(20)).await.unwrap();
    store.receive(sealed(&sent_by(number))).await.unwrap();
    (database, store)
}

#[tokio::test]
async fn a_registration_is_answered_by_a_mail_with_links_and_a_calendar_file() {
    let (_database, store) = registered(1).await;
    let server = Responder::start(Script::FINE).await;
    let mut worker = worker(&store, server.address.port(), PATIENT);
    assert_eq!(worker.send_due().await.unwrap(), 1);
    assert_eq!(worker.send_due().await.unwrap(), 0, "once");
    let heard = server.heard();
    assert_eq!(heard.mails.len(), 1);
    let mail = &heard.mails[0];
    assert!(mail.contains("To: visitor1@example.jp"), "{mail}");
    assert!(mail.contains("text/calendar"), "{mail}");
    let subject = mail.lines().find(|line| line.starts_with("Subject:")).unwrap();
    assert!(!subject.contains("visitor1"));
}

#[tokio::test]
async fn r15_a_server_that_says_not_now_is_asked_again_and_the_mail_is_the_same() {
    let (_database, store) = registered(1).await;
    let busy = Script { recipients: &[Act::Say("451 4.7.1 later")], ..Script::FINE };
    let server = Responder::start(busy).await;
    let mut first = worker(&store, server.address.port(), PATIENT);
    assert_eq!(first.send_due().await.unwrap(), 1);
    assert_eq!(first.send_due().await.unwrap(), 0, "not before its time");
    store.make_mails_due().await;
    let fine = Responder::start(Script::FINE).await;
    assert_eq!(worker(&store, fine.address.port(), PATIENT).send_due().await.unwrap(), 1);
    assert_eq!(fine.heard().mails.len(), 1);
    assert!(store.waiting_mails().await.is_empty());
}

#[tokio::test]
async fn r15_a_mail_of_which_nobody_knows_is_sent_twice_at_most_with_one_name() {
    let (_database, store) = registered(1).await;
    let dying = Responder::start(Script { content: Act::Die, ..Script::FINE }).await;
    let mut worker = worker(&store, dying.address.port(), PATIENT);
    for _ in 0..4 {
        worker.send_due().await.unwrap();
        store.make_mails_due().await;
    }
    let names: Vec<String> = dying
        .heard()
        .mails
        .iter()
        .map(|mail| mail.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(names[0], names[1]);
}

#[tokio::test]
async fn r15_an_attempt_that_a_crash_cut_off_counts_as_one_that_may_have_arrived() {
    let (_database, store) = registered(1).await;
    // Claimed, and then the process is gone.
    let claimed = store.claim_mails(1).await.unwrap();
    assert_eq!((claimed.len(), claimed[0].attempts), (1, 1));
    let fine = Responder::start(Script::FINE).await;
    let mut worker = worker(&store, fine.address.port(), PATIENT);
    assert_eq!(worker.send_due().await.unwrap(), 0);
    worker.resume_interrupted().await.unwrap();
    assert!(store.waiting_mails().await.is_empty(), "what was claimed a moment ago, another process may be sending");
    store.make_mails_due().await;
    worker.resume_interrupted().await.unwrap();
    store.make_mails_due().await;
    assert_eq!(worker.send_due().await.unwrap(), 1);
    assert_eq!(fine.heard().mails.len(), 1);
}

#[tokio::test]
async fn r16_an_address_that_nobody_has_is_marked_and_gets_no_more() {
    let (_database, store) = registered(1).await;
    let refusing = Responder::start(Script { recipients: &[Act::Say("550 5.1.1 no such user")], ..Script::FINE }).await;
    let mut worker = worker(&store, refusing.address.port(), PATIENT);
    worker.send_due().await.unwrap();
    let id = store.newest_submission().await;
    store.change_registration(id, RegistrationAction::Cancel, 1).await.unwrap();
    let asked = refusing.heard().commands.len();
    worker.send_due().await.unwrap();
    assert_eq!(refusing.heard().commands.len(), asked, "nothing is sent there any more");
}

#[tokio::test]
async fn r16_servers_that_refuse_our_sender_stop_the_queue_and_mark_nobody() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    store.update_event(event(100)).await.unwrap();
    for number in 0..40 {
        store.receive(sealed(&sent_by(number))).await.unwrap();
    }
    let blocked = Responder::start(Script { recipients: &[Act::Say("550 5.7.1 blocked")], ..Script::FINE }).await;
    let mut worker = worker(&store, blocked.address.port(), PATIENT);
    worker.send_due().await.unwrap();
    assert!(worker.is_stopped);
    assert_eq!(store.waiting_mails().await.len(), 40, "all of them wait, and no address is marked");
    let tried = blocked.heard().commands.iter().filter(|command| command.starts_with("RCPT")).count();
    assert_eq!(tried, 5);
}

#[tokio::test]
async fn r16_a_stopped_queue_goes_on_for_all_replicas_once_somebody_says_so() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        store.update_event(event(100)).await.unwrap();
        for number in 0..20 {
            store.receive(sealed(&sent_by(number))).await.unwrap();
        }
        let blocked = Responder::start(Script { recipients: &[Act::Say("550 5.7.1 blocked")], ..Script::FINE }).await;
        worker(&store, blocked.address.port(), PATIENT).send_due().await.unwrap();
        let fine = Responder::start(Script::FINE).await;
        let mut second = worker(&other, fine.address.port(), PATIENT);
        second.work().await.unwrap();
        assert_eq!(fine.heard().mails.len(), 0, "{:?}: the other replica has heard of it", database.location);
        assert!(other.resume_outbox("staff").await.unwrap());
        assert!(!other.resume_outbox("staff").await.unwrap(), "pressed twice");
        second.work().await.unwrap();
        assert_eq!(fine.heard().mails.len(), 15, "all but those that wait for their next attempt");
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}
