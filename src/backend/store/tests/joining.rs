//! Confirmed addresses make persons: one for each, whichever replica was asked.

use std::collections::BTreeSet;

use sea_orm::EntityTrait;
use tsubame_model::schema::{FormAnswer, Submission};

use super::setup::{EVENT, TestDatabase, event, sealed, sent_by};
use crate::{
    intake::{PersonId, RegistrationAction, SubmissionId},
    store::{
        EventFacts, NoticeKind, Reception, Store,
        entities::{address_owner, person_key, submission},
    },
};

const OFFER_HOURS: u32 = 48;

/// A second event, so that one address can have two registrations.
pub const OTHER: &str = "events/ebisu";

/// Two events with room for everybody.
pub async fn two_events(store: &Store) {
    store.update_event(event(90)).await.unwrap();
    store.update_event(EventFacts { id: OTHER.to_owned(), ..event(90) }).await.unwrap();
}

/// What somebody with this number sends for an event, from this address.
pub fn sent_from(number: usize, address: &str, event: &str) -> Submission {
    let mut sent = sent_by(number);
    sent.answers.insert("email".to_owned(), FormAnswer::Email(address.to_owned()));
    sent.references.insert("event".to_owned(), event.to_owned());
    sent
}

/// Something is received, a moment after what was received before, so that their times tell them apart.
pub async fn receive(store: &Store, sent: &Submission) -> SubmissionId {
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    match store.receive(sealed(sent)).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

pub async fn confirm(store: &Store, submission: SubmissionId) {
    store.change_registration(submission, RegistrationAction::Confirm, OFFER_HOURS).await.unwrap();
}

/// The person of a submission.
pub async fn person(store: &Store, submission: SubmissionId) -> PersonId {
    let record = store.record_of(submission).await.unwrap().unwrap();
    store.person_of(record).await.unwrap()
}

#[tokio::test]
async fn two_registrations_of_one_address_are_one_persons_once_they_are_confirmed() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let first = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        let second = receive(&store, &sent_from(1, "Taro@example.jp", OTHER)).await;
        let plus = receive(&store, &sent_from(1, "taro+uij@example.jp", OTHER)).await;
        assert_ne!(person(&store, first).await, person(&store, second).await, "nobody has confirmed anything");
        confirm(&store, first).await;
        assert_ne!(person(&store, first).await, person(&store, second).await, "anybody can type an address");
        for _ in 0..2 {
            confirm(&store, second).await;
            confirm(&store, plus).await;
        }
        assert_eq!(person(&store, first).await, person(&store, second).await);
        assert_ne!(person(&store, first).await, person(&store, plus).await, "another address, another person");
        assert_eq!(
            person_key::Entity::find().all(store.readers()).await.unwrap().len(),
            3,
            "every record keeps its key"
        );
        assert_eq!(address_owner::Entity::find().all(store.readers()).await.unwrap().len(), 2);
        assert_eq!(store.person_notices().await.unwrap(), [], "two events are no double");
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
        let data = store.personal_data(second).await.unwrap().unwrap();
        assert_eq!(data.submissions.iter().map(|sent| sent.id).collect::<Vec<_>>(), [first, second]);
    }
}

/// Confirms two registrations of each of so many addresses, one at each replica, at once; gives how many persons come of it.
async fn persons_of_race(replicas: [&Store; 2], addresses: usize) -> usize {
    two_events(replicas[0]).await;
    let mut submissions = Vec::new();
    for number in 0..addresses {
        let address = format!("visitor{number}@example.jp");
        submissions.push(receive(replicas[0], &sent_from(number, &address, EVENT)).await);
        submissions.push(receive(replicas[0], &sent_from(number, &address, OTHER)).await);
    }
    // Pair by pair, so that both replicas begin at the same moment.
    for pair in submissions.chunks(2) {
        let [first, second] = [0, 1].map(|at| {
            let (store, submission) = (replicas[at].clone(), pair[at]);
            tokio::spawn(async move { confirm(&store, submission).await })
        });
        first.await.unwrap();
        second.await.unwrap();
    }
    let mut persons = BTreeSet::new();
    for submission in submissions {
        persons.insert(person(replicas[0], submission).await);
    }
    persons.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_confirmations_at_two_replicas_give_one_person() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        assert_eq!(persons_of_race([&first, &second], 30).await, 30, "{:?}", database.location);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_lock_two_confirmations_give_two_persons() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.unguarded_replica().await, database.unguarded_replica().await);
        let persons = persons_of_race([&first, &second], 30).await;
        assert!(persons > 30, "{:?}: {persons} persons of 30 addresses", database.location);
    }
}

#[tokio::test]
async fn two_registrations_for_one_event_that_turn_out_to_be_one_persons_are_told_to_staff() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let first = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        let known = receive(&store, &sent_from(1, "taro+event@example.jp", OTHER)).await;
        confirm(&store, first).await;
        confirm(&store, known).await;
        let (kept, merged) = (person(&store, first).await, person(&store, known).await);
        store.merge_persons(kept, merged, "staff", OFFER_HOURS).await.unwrap();
        let second = receive(&store, &sent_from(1, "taro+event@example.jp", EVENT)).await;
        confirm(&store, second).await;
        let notices = store.person_notices().await.unwrap();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert_eq!((notices[0].kind, notices[0].person), (NoticeKind::TwoRegistrations, kept));
        for submission in [first, second] {
            let kept = store.registration(submission).await.unwrap().unwrap();
            assert_eq!(kept.state.name(), "confirmed", "neither is dropped");
        }
        assert!(store.close_notice(notices[0].id, "staff").await.unwrap());
        assert_eq!(store.person_notices().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_submission_without_a_seat_is_confirmed_too() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let sent = |number: usize| {
            let mut sent = sent_from(number, "taro@example.jp", EVENT);
            sent.references.clear();
            sent
        };
        let (first, second) = (receive(&store, &sent(1)).await, receive(&store, &sent(2)).await);
        confirm(&store, first).await;
        confirm(&store, second).await;
        assert_eq!(person(&store, first).await, person(&store, second).await);
        assert_eq!(submission::Entity::find().all(store.readers()).await.unwrap().len(), 2);
    }
}
