//! What is written to the two sides of a booking.

use mail_parser::{MessageParser, MimeHeaders};

use super::{PATIENT, worker};
use crate::{
    intake::bookings::BookingAction,
    outbox::smtp::responder::{Responder, Script},
    store::{
        Store,
        booking_setup::{book, definition, held_wish, slot, wish},
        test_support::TestDatabase,
    },
};

/// A mail as its reader has it.
#[derive(Debug)]
struct Read {
    to: String,
    subject: String,
    text: String,
    /// The calendar file, its lines whole; empty where there is none.
    calendar: String,
}

impl Read {
    fn join_address(&self) -> &str {
        let start = self.text.find("https://meet.example.jp/").expect("the address to meet at");
        self.text[start..].split_whitespace().next().unwrap()
    }

    fn line(&self, name: &str) -> &str {
        self.calendar.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("")
    }
}

/// What a server hears of all mails that are due.
async fn sent(store: &Store) -> Vec<Read> {
    let server = Responder::start(Script::FINE).await;
    worker(store, server.address.port(), PATIENT).send_due().await.unwrap();
    let heard = server.heard();
    let read = |mail: &String| {
        let message = MessageParser::default().parse(mail.as_bytes()).unwrap();
        let calendar = message.attachments().find(|part| part.attachment_name() == Some("event.ics"));
        let calendar = calendar.map(|part| String::from_utf8(part.contents().to_vec()).unwrap()).unwrap_or_default();
        Read {
            to: message.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            subject: message.subject().unwrap().to_owned(),
            text: message.body_text(0).unwrap().into_owned(),
            calendar: calendar.replace("\r\n ", ""),
        }
    };
    let mut mails: Vec<Read> = heard.mails.iter().map(read).collect();
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    mails
}

#[tokio::test]
async fn r26_both_sides_are_told_the_same_time_in_japan_and_where_they_meet_and_nobody_else_is() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        book(&store, wish(1, &["sato"], "10:00")).await;
        book(&store, wish(2, &["sato"], "12:00")).await;
        let mails = sent(&store).await;
        let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, ["sato@desk.example.jp", "sato@desk.example.jp", "visitor1@example.jp", "visitor2@example.jp"]);
        for mail in &mails {
            assert!(mail.text.contains("（日本時間）") && mail.text.contains("2099年12月10日（木）"), "{}", mail.text);
            assert!(mail.line("DTSTART;TZID=Asia/Tokyo:").starts_with("20991210T1"), "{}", mail.calendar);
            assert!(!mail.subject.contains("visitor") && !mail.subject.contains("山田"));
        }
        let [host, other_host, mine, theirs] = &mails[..] else { panic!("{mails:?}") };
        assert_ne!(mine.join_address(), theirs.join_address(), "each has one of its own");
        let hosts = [host, other_host].map(Read::join_address);
        assert!(hosts.contains(&mine.join_address()) && hosts.contains(&theirs.join_address()));
        assert!(mine.text.contains("/change") && mine.text.contains("/cancel"), "{}", mine.text);
        for host in [host, other_host] {
            assert!(!host.text.contains("山田") && !host.text.contains("visitor"), "{}", host.text);
            assert!(!host.text.contains("/api/l/"), "the links are the visitor's: {}", host.text);
            assert!(!host.calendar.contains("visitor"), "{}", host.calendar);
        }
    }
}

#[tokio::test]
async fn r25_calendars_follow_a_move_and_a_cancel() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let submission = book(&store, wish(1, &["sato"], "10:00")).await;
    let first = sent(&store).await;
    store.move_booking(submission, &definition(), slot("sato", "11:00")).await.unwrap();
    let second = sent(&store).await;
    store.change_booking(submission, BookingAction::Cancel).await.unwrap();
    let third = sent(&store).await;
    for (mails, sequence, method) in [(&first, "0", "REQUEST"), (&second, "1", "REQUEST"), (&third, "2", "CANCEL")] {
        let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, ["sato@desk.example.jp", "visitor1@example.jp"]);
        for mail in mails {
            assert_eq!((mail.line("SEQUENCE:"), mail.line("METHOD:")), (sequence, method), "{}", mail.calendar);
            assert_eq!(mail.line("UID:"), first[0].line("UID:"));
        }
    }
    for mail in &second {
        assert!(
            mail.text.contains("11:00") && mail.text.contains("これまでの日時：2099年12月10日（木） 10:00"),
            "{}",
            mail.text
        );
    }
    for mail in &third {
        assert!(!mail.text.contains("meet.example.jp"), "who is not there has no address: {}", mail.text);
    }
}

#[tokio::test]
async fn whoever_expects_somebody_who_is_erased_reads_when_and_how_that_was_to_be_and_nothing_else() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let submission = book(&store, wish(1, &["sato"], "10:00")).await;
        let first = sent(&store).await;
        let record = store.record_of(submission).await.unwrap().unwrap();
        store.erase_person(record, "visitor", 48).await.unwrap().unwrap();
        let mails = sent(&store).await;
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["sato@desk.example.jp"]);
        let mail = &mails[0];
        assert!(
            mail.text.contains("相談（佐藤）") && mail.text.contains("2099年12月10日（木） 10:00"),
            "{}",
            mail.text
        );
        assert!(mail.text.contains("ビデオ通話"), "{}", mail.text);
        for part in [&mail.subject, &mail.text, &mail.calendar] {
            let of_visitor = ["山田", "visitor", "meet.example.jp", "/api/l/", &submission.0.to_string()];
            assert!(of_visitor.iter().all(|word| !part.contains(word)), "{part}");
        }
        assert_eq!((mail.line("SEQUENCE:"), mail.line("METHOD:")), ("1", "CANCEL"), "{}", mail.calendar);
        assert_eq!(mail.line("UID:"), first[0].line("UID:"), "the entry that they have");
        assert_eq!(sent(&store).await.len(), 0, "once");
    }
}

#[tokio::test]
async fn r17_a_reminder_is_sent_for_what_is_on_and_for_its_time_alone() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let (kept, moved) =
        (book(&store, wish(1, &["sato"], "10:00")).await, book(&store, wish(2, &["sato"], "12:00")).await);
    let cancelled = book(&store, wish(3, &["sato"], "14:00")).await;
    book(&store, held_wish(4, &["sato"], "16:00")).await;
    store.move_booking(moved, &definition(), slot("sato", "18:00")).await.unwrap();
    store.change_booking(cancelled, BookingAction::Cancel).await.unwrap();
    sent(&store).await;
    assert_eq!(store.waiting_mails().await, ["booking-reminder", "booking-reminder"]);
    // The one who cancels in the second in which reminders are handed over.
    store.make_mails_due().await;
    let claimed = store.claim_mails(2).await.unwrap();
    store.change_booking(kept, BookingAction::Cancel).await.unwrap();
    for mail in claimed {
        let facts = store.mail_facts(&mail).await.unwrap();
        assert_eq!(facts.is_some(), mail.submission == moved);
    }
}

#[tokio::test]
async fn who_is_booked_at_that_time_already_reads_of_the_booking_that_is_in_the_way() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        for clock in ["10:00", "14:00", "18:00"] {
            book(&store, wish(1, &["sato"], clock)).await;
        }
        sent(&store).await;
        book(&store, wish(1, &["ito"], "14:00")).await;
        let [mail] = &sent(&store).await[..] else { panic!("one mail") };
        assert!(mail.subject.contains("すでに") && mail.text.contains(" 14:00〜15:00"), "{}", mail.text);
        assert!(!mail.text.contains("10:00") && !mail.text.contains("18:00"), "{}", mail.text);
    }
}
