//! Reports about mails that were sent, made up ones, and an address that is corrected afterwards.

use super::*;
use crate::{
    intake::{PersonId, RegistrationAction, SubmissionId},
    store::{
        AddressCorrection, ClaimedMail, MailOutcome, MailState, Reception,
        test_support::{TestDatabase, event, sealed, sent_by},
    },
};

fn report(message_id: &str, address: &str, (action, status, words): (&str, &str, &str)) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.jp\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n--b\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\nFinal-Recipient: \
         rfc822;{address}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {words}\r\n\r\n--b\r\n\
         Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--b--\r\n"
    )
}

const GONE: (&str, &str, &str) = ("failed", "5.1.1", "550 5.1.1 User unknown");

/// Somebody has registered, and the mail about it was accepted by a server.
async fn sent(store: &Store, number: usize) -> (SubmissionId, PersonId, ClaimedMail) {
    store.update_event(event(20)).await.unwrap();
    let sealed = sealed(&sent_by(number));
    let person = sealed.person;
    let Reception::Received { submission, .. } = store.receive(sealed).await.unwrap() else { panic!() };
    let mail = store.claim_mails(9).await.unwrap().into_iter().find(|mail| mail.person == person).unwrap();
    let accepted = MailOutcome { state: MailState::Sent, due_at: None, is_uncertain: false, reply: None };
    store.finish_mail(mail.clone(), accepted).await.unwrap();
    (submission, person, mail)
}

fn id(mail: &ClaimedMail) -> String {
    format!("{}@site.example.jp", mail.id.simple())
}

#[tokio::test]
async fn r16_a_report_that_comes_later_marks_the_address_and_stops_its_mails() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (submission, _, mail) = sent(&store, 1).await;
        let (_, _, others) = sent(&store, 2).await;
        let waiting = |person: PersonId| {
            let store = store.clone();
            async move { store.claim_mails(9).await.unwrap().into_iter().filter(|mail| mail.person == person).count() }
        };
        store.send_fresh_link(submission).await.unwrap();
        let report = report(&id(&mail), "Visitor1@example.jp", GONE);
        let taken = take_report(&store, report.as_bytes()).await.unwrap();
        assert_eq!(taken, ReportOutcome { is_report: true, marked: 1, ended: 0 });
        assert_eq!(waiting(mail.person).await, 0, "what waited waits for another address");
        assert_eq!(store.mail_facts(&mail).await.unwrap(), None, "nothing more is written to it");
        assert!(store.mail_facts(&others).await.unwrap().is_some());
        // The same report once more changes nothing.
        assert_eq!(take_report(&store, report.as_bytes()).await.unwrap().marked, 1);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn r16_a_corrected_address_gets_the_mail_again() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (submission, person, mail) = sent(&store, 1).await;
        take_report(&store, report(&id(&mail), "visitor1@example.jp", GONE).as_bytes()).await.unwrap();
        let corrected = store.correct_address(person, "Taro@example.jp", "account-1").await.unwrap();
        assert_eq!(corrected, AddressCorrection::Corrected { mails: 1 });
        let again = store.claim_mails(9).await.unwrap();
        assert_eq!(again.iter().map(|mail| (mail.id, mail.attempts)).collect::<Vec<_>>(), [(mail.id, 1)]);
        assert_eq!(store.mail_facts(&again[0]).await.unwrap().unwrap().address, "Taro@example.jp");
        // The old address says nothing about the new one.
        let late = take_report(&store, report(&id(&mail), "visitor1@example.jp", GONE).as_bytes()).await.unwrap();
        assert_eq!(late.marked, 0);
        // Who registers with the corrected address is somebody who has a seat.
        let mut twin = sent_by(1);
        let address = tsubame_model::schema::FormAnswer::Email("taro@example.jp".to_owned());
        twin.answers.insert("email".to_owned(), address);
        store.receive(sealed(&twin)).await.unwrap();
        assert_eq!(store.waiting_mails().await, ["already-registered"]);
        store.change_registration(submission, RegistrationAction::Cancel, 48).await.unwrap();
    }
}

#[tokio::test]
async fn an_address_that_is_at_the_event_already_is_not_given_to_another() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (_, person, _) = sent(&store, 1).await;
        sent(&store, 2).await;
        let corrected = store.correct_address(person, "visitor2@example.jp", "account-1").await.unwrap();
        assert_eq!(corrected, AddressCorrection::Taken);
        let nobody = sealed(&sent_by(3)).person;
        let unknown = store.correct_address(nobody, "visitor3@example.jp", "account-1").await.unwrap();
        assert_eq!(unknown, AddressCorrection::Unknown);
    }
}

#[tokio::test]
async fn r16_reports_that_are_made_up_or_about_something_else_mark_nobody() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let (_, _, mail) = sent(&store, 1).await;
    let good = id(&mail);
    let unknown = "00000000000000000000000000000000@site.example.jp";
    let nothing = ReportOutcome { is_report: true, ..ReportOutcome::default() };
    for (text, expected) in [
        (report(unknown, "visitor1@example.jp", GONE), nothing),
        (report("guessed@site.example.jp", "visitor1@example.jp", GONE), nothing),
        (report(&good, "visitor2@example.jp", GONE), nothing),
        (report(&good, "visitor1@example.jp", ("delayed", "4.4.1", "451 later")), nothing),
        (report(&good, "visitor1@example.jp", ("delivered", "2.0.0", "250 ok")), nothing),
        ("Subject: away\r\n\r\nI am on holiday.\r\n".to_owned(), ReportOutcome::default()),
        (
            report(&good, "visitor1@example.jp", ("failed", "5.7.1", "550 5.7.1 blocked")),
            ReportOutcome { ended: 1, ..nothing },
        ),
    ] {
        assert_eq!(take_report(&store, text.as_bytes()).await.unwrap(), expected, "{text}");
    }
    assert!(store.mail_facts(&mail).await.unwrap().is_some(), "the address is sound");
}
