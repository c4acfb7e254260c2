//! What is over the term of its form ends, and what is counted stays.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::{
    joining::{confirm, person, receive, sent_from, two_events},
    setup::{EVENT, TestDatabase, event},
};
use crate::{
    intake::SubmissionId,
    store::{
        EventFacts, Store,
        entities::{audit_record, counted_submission, erased_key, event as events, person_key, repeat_key, submission},
    },
};

/// A year ago.
fn cutoff() -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(24 * 365)
}

fn of_form(form: &str) -> Vec<(String, Timestamp)> {
    vec![(form.to_owned(), cutoff())]
}

/// Has something been received two years ago.
async fn make_old(store: &Store, submission: SubmissionId) {
    let row = submission::Entity::find_by_id(submission.0).one(store.readers()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.received_at = Set((cutoff() - SignedDuration::from_hours(24 * 365)).as_millisecond());
    row.update(&store.databases.writer).await.unwrap();
}

/// Has the event been over for so many hours.
async fn end_event(store: &Store, id: &str, hours: i64) {
    let row = events::Entity::find_by_id(id).one(store.readers()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.ends_at = Set((Timestamp::now() - SignedDuration::from_hours(hours)).as_millisecond());
    row.update(&store.databases.writer).await.unwrap();
}

async fn left(store: &Store) -> usize {
    submission::Entity::find().all(store.readers()).await.unwrap().len()
}

#[tokio::test]
async fn a_term_counts_from_the_end_of_the_event() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(9)).await.unwrap();
        let sent = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 0, "it is new");
        make_old(&store, sent).await;
        assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 0, "its event is still to come");
        end_event(&store, EVENT, 24 * 364).await;
        assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 0, "its event is over for less than a year");
        end_event(&store, EVENT, 24 * 366).await;
        assert_eq!(store.end_retention(&of_form("contact")).await.unwrap(), 0, "another form");
        assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 1);
        assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 0);
        assert_eq!(left(&store).await, 0);
        assert!(
            person_key::Entity::find().all(store.readers()).await.unwrap().is_empty(),
            "nothing is left of the person"
        );
        assert_eq!(erased_key::Entity::find().all(store.readers()).await.unwrap().len(), 1);
        let counted = counted_submission::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(counted.len(), 1);
        assert_eq!(counted[0].event_id.as_deref(), Some(EVENT));
        let audit = audit_record::Entity::find().all(store.readers()).await.unwrap();
        let ended = audit.iter().filter(|row| row.action == "submission.ended" && row.actor == "system");
        assert_eq!(ended.count(), 1);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_comes_again_of_who_is_registered_already_lasts_as_long() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(9)).await.unwrap();
        for number in [1, 2] {
            let sent = receive(&store, &sent_from(number, "taro@example.jp", EVENT)).await;
            assert_eq!(store.registration(sent).await.unwrap().is_some(), number == 1, "{:?}", database.location);
            make_old(&store, sent).await;
        }
        end_event(&store, EVENT, 24 * 364).await;
        assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 0, "the event is over for less than a year");
        end_event(&store, EVENT, 24 * 366).await;
        assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn who_has_sent_something_since_stays_with_that_alone() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let old = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        let other = EventFacts { id: "events/new".to_owned(), ..event(9) };
        store.update_event(other).await.unwrap();
        let middle = receive(&store, &sent_from(1, "taro@example.jp", super::joining::OTHER)).await;
        let new = receive(&store, &sent_from(1, "taro@example.jp", "events/new")).await;
        for submission in [old, middle, new] {
            confirm(&store, submission).await;
        }
        let taro = person(&store, new).await;
        for (submission, event) in [(old, EVENT), (middle, super::joining::OTHER)] {
            make_old(&store, submission).await;
            end_event(&store, event, 24 * 366).await;
        }
        assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 2);
        assert_eq!(person(&store, new).await, taro, "the same person");
        let data = store.personal_data(new).await.unwrap().unwrap();
        assert_eq!(data.submissions.iter().map(|sent| sent.id).collect::<Vec<_>>(), [new]);
        // The first record is the person, the last one holds what is left; the one between held nothing else.
        assert_eq!(person_key::Entity::find().all(store.readers()).await.unwrap().len(), 2);
        assert_eq!(counted_submission::Entity::find().all(store.readers()).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn attempts_are_forgotten_after_their_time() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        receive(&store, &sent_from(2, "hanako@example.jp", EVENT)).await;
        let row = repeat_key::Entity::find().one(store.readers()).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        row.expires_at = Set(0);
        row.update(&store.databases.writer).await.unwrap();
        store.end_retention(&[]).await.unwrap();
        assert_eq!(repeat_key::Entity::find().all(store.readers()).await.unwrap().len(), 1, "the other one is known");
        assert_eq!(left(&store).await, 2);
    }
}

#[tokio::test]
async fn more_than_one_transaction_ends_is_ended_all_the_same() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    two_events(&store).await;
    for number in 0..120 {
        let mut sent = sent_from(number, &format!("visitor{number}@example.jp"), EVENT);
        sent.references.clear();
        let submission = receive(&store, &sent).await;
        make_old(&store, submission).await;
    }
    assert_eq!(store.end_retention(&of_form("event")).await.unwrap(), 120);
    assert_eq!(left(&store).await, 0);
}
