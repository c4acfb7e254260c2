//! Somebody is erased: nothing of them can be read or found any more, and what was counted stays counted.

use std::fs;

use sea_orm::EntityTrait;
use tsubame_model::schema::FormAnswer;

use super::{
    joining::{OTHER, confirm, person, receive, sent_from, two_events},
    setup::{EVENT, TestDatabase, event, sent_by},
};
use crate::{
    intake::{RegistrationState, VisitSource},
    store::{
        DatabaseLocation, NoticeKind, Store,
        entities::{
            address_owner, consent, counted_answer, counted_submission, erased_key, outbox_mail, person as persons,
            person_address, person_join, person_key, person_trait, registration, repeat_key, submission,
            submission_answer,
        },
    },
};

const OFFER_HOURS: u32 = 48;

/// How many rows of somebody lie in every table that has any.
async fn rows(store: &Store) -> [usize; 12] {
    let db = store.readers();
    [
        persons::Entity::find().all(db).await.unwrap().len(),
        person_key::Entity::find().all(db).await.unwrap().len(),
        person_address::Entity::find().all(db).await.unwrap().len(),
        person_join::Entity::find().all(db).await.unwrap().len(),
        person_trait::Entity::find().all(db).await.unwrap().len(),
        address_owner::Entity::find().all(db).await.unwrap().len(),
        submission::Entity::find().all(db).await.unwrap().len(),
        submission_answer::Entity::find().all(db).await.unwrap().len(),
        consent::Entity::find().all(db).await.unwrap().len(),
        registration::Entity::find().all(db).await.unwrap().len(),
        repeat_key::Entity::find().all(db).await.unwrap().len(),
        outbox_mail::Entity::find().all(db).await.unwrap().len(),
    ]
}

#[tokio::test]
async fn an_erased_person_is_nowhere_any_more_and_counted_still() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let first = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        let second = receive(&store, &sent_from(1, "taro@example.jp", OTHER)).await;
        confirm(&store, first).await;
        confirm(&store, second).await;
        store.read_person_traits().await.unwrap();
        let records = [store.record_of(first).await.unwrap().unwrap(), store.record_of(second).await.unwrap().unwrap()];
        let erased = store.erase_person(records[1], "visitor", OFFER_HOURS).await.unwrap().unwrap();
        assert_eq!(erased.keys, records, "the keys of all records");
        assert_eq!(erased.submissions, [first, second]);
        assert_eq!(rows(&store).await, [0; 12], "{:?}", database.location);
        let keys = erased_key::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(keys.len(), 2, "what keeps copies of the keyring finds them");

        let counted = counted_submission::Entity::find().all(store.readers()).await.unwrap();
        let mut events: Vec<_> = counted.iter().map(|row| row.event_id.as_deref().unwrap()).collect();
        events.sort_unstable();
        assert_eq!(events, [OTHER, EVENT]);
        assert!(counted.iter().all(|row| row.form == "event" && row.state.as_deref() == Some("confirmed")));
        let answers = counted_answer::Entity::find().all(store.readers()).await.unwrap();
        assert!(answers.iter().all(|row| row.field == "phase" && row.value == "*"), "two are fewer than five");

        assert_eq!(store.erase_person(records[0], "visitor", OFFER_HOURS).await.unwrap(), None, "once");
        assert_eq!(store.personal_data(first).await.unwrap(), None);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn answers_that_five_gave_are_counted_as_they_are() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let mut submissions = Vec::new();
        for number in 0..5 {
            submissions.push(receive(&store, &sent_by(number)).await);
        }
        for submission in submissions {
            let record = store.record_of(submission).await.unwrap().unwrap();
            store.erase_person(record, "staff", OFFER_HOURS).await.unwrap().unwrap();
        }
        let answers = counted_answer::Entity::find().all(store.readers()).await.unwrap();
        let values: Vec<&str> = answers.iter().map(|row| row.value.as_str()).collect();
        assert_eq!(values, ["soon"; 5], "those who are gone count too");
    }
}

#[tokio::test]
async fn the_seat_of_who_is_erased_goes_to_the_next_in_line() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(1)).await.unwrap();
        let (first, second) = (receive(&store, &sent_by(1)).await, receive(&store, &sent_by(2)).await);
        let record = store.record_of(first).await.unwrap().unwrap();
        store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap();
        assert_eq!(store.registration(second).await.unwrap().unwrap().state, RegistrationState::Offered);
        assert_eq!(store.waiting_mails().await, ["seat-offered", "seat-waitlisted"], "nothing to who is erased");
    }
}

#[tokio::test]
async fn an_address_that_was_erased_begins_anew() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let first = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        confirm(&store, first).await;
        let before = person(&store, first).await;
        store.erase_person(before, "visitor", OFFER_HOURS).await.unwrap();
        let again = receive(&store, &sent_from(1, "taro@example.jp", EVENT)).await;
        confirm(&store, again).await;
        assert_ne!(person(&store, again).await, before);
        assert_eq!(store.personal_data(again).await.unwrap().unwrap().submissions.len(), 1);
    }
}

#[tokio::test]
async fn the_file_of_the_database_forgets_what_was_erased() {
    let [sqlite, _] = TestDatabase::each().await;
    let DatabaseLocation::Sqlite(path) = sqlite.location.clone() else { panic!("the first is SQLite") };
    let store = sqlite.replica().await;
    two_events(&store).await;
    let submission = receive(&store, &sent_by(1)).await;
    let row = submission::Entity::find_by_id(submission.0).one(store.readers()).await.unwrap().unwrap();
    let key = person_key::Entity::find_by_id(row.person_id).one(store.readers()).await.unwrap().unwrap();
    let files = || ["", "-wal"].map(|end| fs::read(format!("{}{end}", path.display())).unwrap_or_default()).concat();
    let is_there = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let before = files();
    assert!(is_there(&before, &row.sealed) && is_there(&before, &key.wrapped));
    let record = store.record_of(submission).await.unwrap().unwrap();
    store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap();
    let after = files();
    assert!(!is_there(&after, &row.sealed) && !is_there(&after, &key.wrapped), "neither in the file nor in its log");
}

#[tokio::test]
async fn a_consent_that_is_taken_back_gives_the_seat_back_and_is_told_to_staff() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let submission = receive(&store, &sent_by(1)).await;
        for _ in 0..2 {
            assert!(store.withdraw_consent(submission, OFFER_HOURS).await.unwrap());
        }
        assert_eq!(store.registration(submission).await.unwrap().unwrap().state, RegistrationState::Cancelled);
        let data = store.personal_data(submission).await.unwrap().unwrap();
        let consent = data.submissions[0].consent.clone().unwrap();
        assert!(consent.withdrawn_at.is_some());
        assert_eq!((consent.version.as_str(), consent.text.as_str()), ("1", "個人情報の取り扱い"));
        let notices = store.person_notices().await.unwrap();
        assert_eq!(notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::ConsentWithdrawn]);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn r04_what_is_kept_about_somebody_is_given_back_code_point_by_code_point() {
    let name = "𠮷田葛\u{e0100}西髙﨑\u{fa1b}田か\u{3099}👩‍👩‍👧";
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let visit = |source: &str| VisitSource::from([("utm_source".to_owned(), source.to_owned())]);
        let mut sent = sent_from(1, "taro@example.jp", EVENT);
        sent.answers.insert("name".to_owned(), FormAnswer::Text(name.to_owned()));
        sent.attribution = visit("leaflet");
        let first = receive(&store, &sent).await;
        let mut later = sent_from(1, "taro@example.jp", OTHER);
        later.attribution = visit("search");
        let second = receive(&store, &later).await;
        confirm(&store, first).await;
        confirm(&store, second).await;
        let data = store.personal_data(second).await.unwrap().unwrap();
        assert_eq!(data.submissions[0].answers["name"], [name]);
        assert_eq!(data.submissions[0].answers["phase"], ["soon"]);
        assert_eq!(data.submissions[0].references["event"], EVENT);
        assert_eq!((data.touches.first, data.touches.last), (visit("leaflet"), visit("search")));
        assert_eq!(data.addresses.len(), 1);
        assert!(data.addresses[0].1.is_some(), "it was confirmed");
        assert_eq!(data.mails.len(), 2);
    }
}
