//! Staff hand talks to another counsellor: both of them and whoever booked are told, and nobody is in two places.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    booking_setup::{all_bookings, at, book, definition, slot, taken_cells, unguarded_pair, wish},
    setup::TestDatabase,
};
use crate::{
    intake::{SubmissionId, bookings::BookingAction},
    store::{
        BookingHand, BookingOutcome, MailOutcome, MailState, Store,
        entities::{audit_record, booking_reason, outbox_mail},
    },
};

async fn hand_to(store: &Store, submission: SubmissionId, resource: &str, clock: &str) -> BookingOutcome {
    let hand = BookingHand { actor: "staff-1".to_owned(), reason: "担当者の退職".to_owned() };
    store.move_booking_by_hand(submission, &definition(), slot(resource, clock), hand).await.unwrap()
}

/// Has a server taken all mails that are due.
async fn send_all(store: &Store) {
    for mail in store.claim_mails(99).await.unwrap() {
        let outcome = MailOutcome { state: MailState::Sent, due_at: None, is_uncertain: false, reply: None };
        store.finish_mail(mail, outcome).await.unwrap();
    }
}

/// The mails that can be sent now, by their kinds and the addresses at work to which they go, sorted.
async fn told(store: &Store) -> Vec<(String, Option<String>)> {
    let waiting = outbox_mail::Entity::find()
        .filter(outbox_mail::Column::State.eq(MailState::Waiting.name()))
        .filter(outbox_mail::Column::Kind.ne("booking-reminder"));
    let mut told = Vec::new();
    for row in waiting.all(store.readers()).await.unwrap() {
        let entry = store.find_mail(row.id).await.unwrap().unwrap();
        let facts = store.mail_facts(&entry.mail).await.unwrap().unwrap();
        told.push((row.kind, entry.mail.kind.is_to_host().then_some(facts.address)));
    }
    told.sort();
    told
}

#[tokio::test]
async fn a_talk_is_handed_to_somebody_else_and_all_three_are_told() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mine = book(&store, wish(1, &["sato"], "10:00")).await;
        send_all(&store).await;
        let outcome = hand_to(&store, mine, "ito", "10:00").await.into_view().unwrap();
        assert_eq!((outcome.resource.as_str(), outcome.title.as_str()), ("ito", "相談（伊藤）"));
        assert_eq!(outcome.starts_at, at("10:00"), "at the same time");
        let sato = Some("sato@desk.example.jp".to_owned());
        let expected = [("booking-changed".to_owned(), None), ("host-cancelled".to_owned(), sato.clone())];
        assert_eq!(told(&store).await, expected, "{:?}: the other one has no address", database.location);
        let visitor = store.claim_mails(9).await.unwrap().into_iter().find(|mail| !mail.kind.is_to_host()).unwrap();
        let facts = store.mail_facts(&visitor).await.unwrap().unwrap().booking.unwrap();
        let id = all_bookings(&store).await[0].id;
        assert_eq!((facts.id, facts.sequence), (id, 1), "the entry of the calendar is the same one");
        assert_eq!(facts.before_title.as_deref(), Some("相談（佐藤）"));
        let outcome = MailOutcome { state: MailState::Sent, due_at: None, is_uncertain: false, reply: None };
        store.finish_mail(visitor, outcome).await.unwrap();

        let back = hand_to(&store, mine, "sato", "12:00").await.into_view().unwrap();
        assert_eq!((back.resource.as_str(), back.starts_at), ("sato", at("12:00")));
        assert!(told(&store).await.contains(&("host-booked".to_owned(), sato)));
        let moved = hand_to(&store, mine, "sato", "14:00").await.into_view().unwrap();
        assert_eq!(moved.starts_at, at("14:00"));
        assert_eq!(taken_cells(&store).await, 30, "what was left is free");
        book(&store, wish(2, &["sato", "ito"], "10:00")).await;
        let record = store.booking_record(mine, true, "staff-1").await.unwrap().unwrap();
        let reasons: Vec<&str> = record.reasons.iter().map(|reason| reason.action.as_str()).collect();
        assert_eq!(reasons, ["booking.handed_over", "booking.handed_over", "booking.moved"]);
        assert_eq!(record.before_title, None, "the last change was of the time alone");
        let audited = audit_record::Entity::find().filter(audit_record::Column::Action.eq("booking.handed_over"));
        let actors: Vec<String> =
            audited.all(store.readers()).await.unwrap().into_iter().map(|row| row.actor).collect();
        assert_eq!(actors, ["staff-1", "staff-1"]);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
        store.erase_person(record.line.record, "admin", 48).await.unwrap();
        assert!(booking_reason::Entity::find().all(store.readers()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_host_who_was_told_nothing_yet_is_told_nothing_and_refused_changes_leave_all_as_it_is() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mine = book(&store, wish(1, &["sato"], "10:00")).await;
        book(&store, wish(2, &["ito"], "10:30")).await;
        let refused = hand_to(&store, mine, "ito", "10:00").await;
        assert!(matches!(&refused, BookingOutcome::Taken(view) if view.resource == "sato"), "{refused:?}");
        book(&store, wish(1, &["ito"], "15:00")).await;
        let refused = hand_to(&store, mine, "sato", "15:00").await;
        assert!(matches!(refused, BookingOutcome::OwnOverlap(_)), "{refused:?}: the person is with ito then");
        assert!(store.waiting_mails().await.contains(&"host-booked".to_owned()));
        hand_to(&store, mine, "ito", "18:00").await;
        let kinds: Vec<String> = told(&store).await.into_iter().map(|(kind, _)| kind).collect();
        assert!(kinds.iter().all(|kind| !kind.starts_with("host-")), "{:?}: {kinds:?}", database.location);
        // Whoever booked cannot change the counsellor.
        let own = store.move_booking(mine, &definition(), slot("sato", "20:00")).await.unwrap();
        assert!(matches!(&own, BookingOutcome::Stands(view) if view.resource == "ito"), "{own:?}");
        store.change_booking(mine, BookingAction::Cancel).await.unwrap();
        let over = hand_to(&store, mine, "sato", "20:00").await;
        assert!(matches!(&over, BookingOutcome::Stands(view) if view.state.is_over()), "{over:?}");
    }
}

/// Ten talks with one counsellor, each at a time of its own, are handed at once to the other for one time. Gives how many are.
async fn all_are_handed_over(replicas: [&Store; 2]) -> usize {
    let mut mine = Vec::new();
    for number in 0..10 {
        mine.push(book(replicas[0], wish(number, &["ito"], &format!("{:02}:00", number * 2))).await);
    }
    let tries = mine.into_iter().enumerate().map(|(at, submission)| {
        let store = replicas[at % 2].clone();
        tokio::spawn(async move { hand_to(&store, submission, "sato", "21:00").await })
    });
    for attempt in tries.collect::<Vec<_>>() {
        attempt.await.unwrap();
    }
    let rows = all_bookings(replicas[0]).await;
    assert_eq!(rows.len(), 10, "nobody has lost theirs");
    rows.iter().filter(|row| row.resource == "sato").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_are_handed_to_one_at_once_one_is() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        assert_eq!(all_are_handed_over([&first, &second]).await, 1, "{:?}", database.location);
        assert_eq!(taken_cells(&first).await, 10 * 30);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_guard_one_has_many_at_one_time() {
    for database in TestDatabase::each().await {
        let [first, second] = unguarded_pair(&database).await;
        let count = all_are_handed_over([&first, &second]).await;
        assert!(count > 1, "{:?}: {count}", database.location);
    }
}
