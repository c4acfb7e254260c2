//! Somebody is erased, or is over their term: what staff wrote goes with them, and what is counted stays.

use std::{collections::BTreeSet, fs};

use jiff::{SignedDuration, Timestamp};
use sea_orm::EntityTrait;

use super::{STAFF, day, open, pipeline, somebody, viewer};
use crate::{
    intake::{
        PersonId,
        cases::{
            CodedValue, ConsultationFacts, ConsultationKind, ConsultationMethod, NoteAudience, PersonPhase, PersonTag,
        },
    },
    store::{
        DatabaseLocation, NewNote, NewReferral, NewTask, NoteEdit, Store,
        entities::{
            case_change, counted_case, counted_consultation, counted_referral, note_version, person, person_case,
            person_note, person_phase, person_tag, person_task, referral,
        },
        test_support::{EVENT, TestDatabase},
        tests::joining::{confirm, receive, sent_from},
    },
};

/// Everything that staff can write about somebody.
async fn know(store: &Store, person: PersonId) {
    open(store, person, &pipeline("placement")).await;
    let coded = |text: &str| CodedValue::parse(text).unwrap();
    let consultation = ConsultationFacts {
        kind: ConsultationKind::Resume,
        method: ConsultationMethod::Video,
        minutes: Some(45),
        time_band: None,
        topics: vec![coded("resume")],
        reaction: None,
        result: Some(coded("again")),
    };
    let new = NewNote {
        person,
        case: None,
        audience: NoteAudience::Counsellors,
        side: None,
        text: "相談の中身（見本）".to_owned(),
        consultation: Some(consultation),
    };
    let note = store.add_note(new, STAFF).await.unwrap().unwrap();
    let edit = NoteEdit { note, version: 1, text: "相談の中身、改（見本）".to_owned(), consultation: None };
    store.edit_note(edit, &viewer(true)).await.unwrap();
    let (title, due_on) = ("電話（見本）".to_owned(), day("2026-12-01"));
    let task = NewTask { person: Some(person), case: None, title, due_on, owner: None };
    let task = store.add_task(task, STAFF).await.unwrap().unwrap();
    store.done_task(task, STAFF).await.unwrap();
    let phase = PersonPhase { id: "at-once".to_owned(), label: "直ぐに".to_owned() };
    store.set_phase(person, &phase, STAFF).await.unwrap();
    store.tag_person(person, PersonTag::parse("IT職").unwrap(), STAFF).await.unwrap();
    let office = "hello-work".to_owned();
    let sent_on =
        NewReferral {
            person, office, consented_at: Timestamp::UNIX_EPOCH, note: Some("紹介（見本）".to_owned())
        };
    store.add_referral(sent_on, &viewer(true)).await.unwrap().unwrap();
}

/// How many rows lie in every table of people's.
async fn rows(store: &Store) -> [usize; 9] {
    let db = store.readers();
    [
        person::Entity::find().all(db).await.unwrap().len(),
        person_case::Entity::find().all(db).await.unwrap().len(),
        case_change::Entity::find().all(db).await.unwrap().len(),
        person_note::Entity::find().all(db).await.unwrap().len(),
        note_version::Entity::find().all(db).await.unwrap().len(),
        person_task::Entity::find().all(db).await.unwrap().len(),
        person_phase::Entity::find().all(db).await.unwrap().len(),
        person_tag::Entity::find().all(db).await.unwrap().len(),
        referral::Entity::find().all(db).await.unwrap().len(),
    ]
}

#[tokio::test]
async fn what_staff_wrote_is_erased_and_what_they_did_stays_counted() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut persons = Vec::new();
        for number in 1..=5 {
            persons.push(somebody(&store, number).await);
            know(&store, persons[number - 1]).await;
        }
        assert_eq!(rows(&store).await, [5; 9]);
        for person in persons {
            store.erase_person(person, STAFF, 48).await.unwrap().unwrap();
            assert_eq!(store.person_page(person, &viewer(true)).await.unwrap(), None);
        }
        assert_eq!(rows(&store).await, [0; 9], "{:?}", database.location);
        let db = store.readers();
        let cases = counted_case::Entity::find().all(db).await.unwrap();
        assert_eq!(cases.len(), 5);
        assert!(cases.iter().all(|row| row.status == "decided" && row.is_first && row.closed_month.is_none()));
        let consultations = counted_consultation::Entity::find().all(db).await.unwrap();
        assert_eq!(consultations.len(), 5);
        for row in consultations {
            let coded = [row.method, row.time_band, row.topics, row.reaction, row.result];
            let expected = [Some("video"), Some("under_60"), Some("resume"), None, Some("again")];
            assert_eq!(coded.each_ref().map(Option::as_deref), expected, "those who are gone count too");
            assert_eq!(row.minutes, Some(45));
        }
        let referrals = counted_referral::Entity::find().all(db).await.unwrap();
        assert!(referrals.len() == 5 && referrals.iter().all(|row| row.office == "hello-work"));
        let hour = SignedDuration::from_hours(24 * 40);
        let counts = store.count_referrals(Timestamp::UNIX_EPOCH..Timestamp::now() + hour).await.unwrap();
        assert_eq!((counts.len(), counts[0].count), (1, 5));
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_too_few_have_is_not_named() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let person = somebody(&store, 1).await;
        know(&store, person).await;
        store.erase_person(person, STAFF, 48).await.unwrap().unwrap();
        let row = counted_consultation::Entity::find().one(store.readers()).await.unwrap().unwrap();
        let coded: BTreeSet<_> = [row.method, row.time_band, row.topics, row.result].into();
        assert_eq!(coded, [Some("*".to_owned())].into());
        assert_eq!((row.minutes, row.reaction), (None, None));
        let office = counted_referral::Entity::find().one(store.readers()).await.unwrap().unwrap().office;
        let status = counted_case::Entity::find().one(store.readers()).await.unwrap().unwrap().status;
        assert_eq!((office.as_str(), status.as_str()), ("*", "*"));
    }
}

#[tokio::test]
async fn the_file_of_the_database_forgets_what_staff_wrote() {
    let [sqlite, _] = TestDatabase::each().await;
    let DatabaseLocation::Sqlite(path) = sqlite.location.clone() else { panic!("the first is SQLite") };
    let store = sqlite.replica().await;
    let person = somebody(&store, 1).await;
    know(&store, person).await;
    let note = person_note::Entity::find().one(store.readers()).await.unwrap().unwrap();
    let before = note_version::Entity::find().one(store.readers()).await.unwrap().unwrap();
    let files = || ["", "-wal"].map(|end| fs::read(format!("{}{end}", path.display())).unwrap_or_default()).concat();
    let is_there = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let bytes = files();
    assert!(is_there(&bytes, &note.sealed) && is_there(&bytes, &before.sealed));
    assert!(!is_there(&bytes, "相談の中身".as_bytes()) && !is_there(&bytes, "紹介（見本）".as_bytes()), "nor in clear");
    store.erase_person(person, STAFF, 48).await.unwrap();
    let bytes = files();
    assert!(!is_there(&bytes, &note.sealed) && !is_there(&bytes, &before.sealed));
}

#[tokio::test]
async fn whoever_is_looked_after_stays_until_that_is_over() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mut sent = sent_from(1, "taro@example.jp", EVENT);
        sent.references.clear();
        let sent = receive(&store, &sent).await;
        confirm(&store, sent).await;
        let person = store.record_of(sent).await.unwrap().unwrap();
        know(&store, person).await;
        let over = [("event".to_owned(), Timestamp::now() + SignedDuration::from_hours(1))];
        assert_eq!(store.end_retention(&over).await.unwrap(), 1);
        let page = store.person_page(person, &viewer(true)).await.unwrap().unwrap();
        assert_eq!((page.open_cases.len(), page.addresses.len()), (1, 1), "they have to be reached still");
        database.execute(&format!("UPDATE cases SET closed_at = {}", Timestamp::now().as_millisecond())).await;
        store.end_retention(&[]).await.unwrap();
        assert!(store.person_page(person, &viewer(true)).await.unwrap().is_some(), "what follows can be planned");
        database.execute("UPDATE cases SET closed_at = 1").await;
        store.end_retention(&[]).await.unwrap();
        assert_eq!(rows(&store).await, [0; 9]);
        assert_eq!(counted_case::Entity::find().all(store.readers()).await.unwrap().len(), 1);
    }
}
