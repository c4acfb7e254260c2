//! An answer with a shorter term than its form ends alone, wherever it lies.

use std::{collections::BTreeSet, fs};

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tsubame_model::{
    schema::{FormAnswer, Submission, parse_form},
    source::SourcePath,
};
use uuid::Uuid;

use super::{
    booking_setup::{at, book, wish},
    joining::{confirm, receive, sent_from, two_events},
    setup::{EVENT, TestDatabase, keys, sealed},
};
use crate::{
    intake::{SubmissionId, UploadId},
    store::{
        AnswerTerm, DatabaseLocation, FileKey, NewUpload, Reception, SentUpload, Store, UploadState, UploadTerms,
        entities::{audit_record, ended_answer, event as events, person_trait, submission, submission_answer, upload},
    },
};

const NEED: &str = "needs";

/// Somebody who says what they need.
fn needing(number: usize) -> Submission {
    let mut sent = sent_from(number, &format!("visitor{number}@example.jp"), EVENT);
    sent.answers.insert(NEED.to_owned(), FormAnswer::Text("筆談をお願いします".to_owned()));
    sent
}

/// The term of these fields, which is over for what ended before.
fn term(fields: &[&str], cutoff: Timestamp) -> Vec<AnswerTerm> {
    let fields: BTreeSet<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    vec![AnswerTerm { form: "event".to_owned(), fields, cutoff }]
}

/// A day after everything that these tests know of is over.
fn late() -> Timestamp {
    "2100-01-01T00:00:00Z".parse().unwrap()
}

async fn answers(store: &Store, id: SubmissionId) -> Vec<String> {
    let data = store.personal_data(id).await.unwrap().unwrap();
    let sent = data.submissions.into_iter().find(|sent| sent.id == id).unwrap();
    sent.answers.into_keys().collect()
}

#[tokio::test]
async fn it_ends_after_the_event_and_the_rest_stays() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let (with, without) =
            (receive(&store, &needing(1)).await, receive(&store, &sent_from(2, "visitor2@example.jp", EVENT)).await);
        confirm(&store, with).await;
        let row = events::Entity::find_by_id(EVENT).one(store.readers()).await.unwrap().unwrap();
        let ends_at = Timestamp::from_millisecond(row.ends_at).unwrap();
        let month = |days: i64| ends_at + SignedDuration::from_hours(24 * days) - SignedDuration::from_hours(24 * 30);
        assert_eq!(store.end_answers(&term(&[NEED], month(29))).await.unwrap(), 0, "{:?}", database.location);
        assert_eq!(answers(&store, with).await, ["email", "name", NEED, "phase"]);
        assert_eq!(store.end_answers(&term(&[NEED], month(31))).await.unwrap(), 1, "who said nothing has none to end");
        assert_eq!(answers(&store, with).await, ["email", "name", "phase"]);
        assert_eq!(answers(&store, without).await, ["email", "name", "phase"]);
        assert_eq!(store.end_answers(&term(&[NEED], late())).await.unwrap(), 0, "once");
        assert!(store.registration(with).await.unwrap().is_some());
        let audit = audit_record::Entity::find().filter(audit_record::Column::Action.eq("answers.ended"));
        let audit = audit.all(store.readers()).await.unwrap();
        assert!(audit.len() == 1 && audit[0].actor == "system" && audit[0].subject == Some(with.0));
        // Mails to who is left are written as before.
        let mail = store.newest_mails(9).await.unwrap().remove(0).mail;
        assert!(store.mail_facts(&mail).await.unwrap().is_some());
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn it_counts_from_the_end_of_a_talk_or_from_the_day_it_was_sent() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let talk = book(&store, wish(1, &["sato"], "10:00")).await;
        let mut plain = needing(2);
        plain.references.clear();
        let sent = receive(&store, &plain).await;
        // The phase stands for a field that was counted when it was sent, and is not any more.
        let now = Timestamp::now();
        let day = SignedDuration::from_hours(24);
        assert_eq!(store.end_answers(&term(&["phase"], now - day)).await.unwrap(), 0, "{:?}", database.location);
        assert_eq!(store.end_answers(&term(&["phase"], now + day)).await.unwrap(), 1, "what was sent for nothing");
        assert_eq!(answers(&store, sent).await, ["email", "name", NEED]);
        assert_eq!(answers(&store, talk).await, ["email", "name", "phase", "slot"]);
        assert_eq!(store.end_answers(&term(&["phase"], at("11:00"))).await.unwrap(), 0);
        assert_eq!(store.end_answers(&term(&["phase"], at("11:01"))).await.unwrap(), 1);
        assert!(store.booking(talk).await.unwrap().is_some());
        assert!(submission_answer::Entity::find().all(store.readers()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn files_and_what_people_are_found_by_go_with_it() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let mut sent = needing(1);
        sent.answers.insert("tel".to_owned(), FormAnswer::Tel("09012345678".to_owned()));
        let file = |field: &str| SentUpload {
            field: field.to_owned(),
            name: "手帳の写し.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            stored: NewUpload { id: UploadId(Uuid::new_v4()), key: FileKey::generate(), size_bytes: 9 },
        };
        let terms = UploadTerms { state: UploadState::Clean, most_bytes_per_address: None };
        let sealed = sealed(&sent).with_uploads(&[file("paper"), file("resume")], terms, &keys()).unwrap();
        let Reception::Received { submission: id, .. } = store.receive(sealed).await.unwrap() else { panic!() };
        confirm(&store, id).await;
        store.read_person_traits().await.unwrap();
        let kinds = async || {
            let rows = person_trait::Entity::find().all(store.readers()).await.unwrap();
            rows.into_iter().map(|row| row.kind).collect::<BTreeSet<String>>()
        };
        let before = kinds().await;
        assert_eq!(store.end_answers(&term(&[NEED, "paper", "tel"], late())).await.unwrap(), 1);
        store.read_person_traits().await.unwrap();
        let gone: Vec<String> = before.difference(&kinds().await).cloned().collect();
        assert_eq!(gone, ["phone"], "{:?}: the others are read anew", database.location);
        let left = upload::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!(left.iter().map(|row| row.field.as_str()).collect::<Vec<_>>(), ["resume"]);
        assert_eq!(answers(&store, id).await, ["email", "name", "phase"]);
    }
}

#[tokio::test]
async fn a_field_that_gets_a_term_later_ends_too_and_an_erasure_leaves_no_mark() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let id = receive(&store, &needing(1)).await;
        assert_eq!(store.end_answers(&term(&[NEED], late())).await.unwrap(), 1);
        assert_eq!(store.end_answers(&term(&[NEED, "name"], late())).await.unwrap(), 1, "{:?}", database.location);
        assert_eq!(answers(&store, id).await, ["email", "phase"]);
        assert_eq!(ended_answer::Entity::find().all(store.readers()).await.unwrap().len(), 2);
        let record = store.record_of(id).await.unwrap().unwrap();
        store.erase_person(record, "visitor", 48).await.unwrap().unwrap();
        assert!(ended_answer::Entity::find().all(store.readers()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn more_than_one_transaction_takes_are_ended_all_the_same_at_two_replicas_at_once() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        for number in 0..120 {
            let mut sent = needing(number);
            sent.references.clear();
            receive(&store, &sent).await;
        }
        let terms = term(&[NEED], late());
        let (one, two) = tokio::join!(store.end_answers(&terms), other.end_answers(&terms));
        assert_eq!(one.unwrap() + two.unwrap(), 120, "{:?}: each once", database.location);
        let audit = audit_record::Entity::find().filter(audit_record::Column::Action.eq("answers.ended"));
        assert_eq!(audit.all(store.readers()).await.unwrap().len(), 120);
    }
}

#[tokio::test]
async fn the_file_of_the_database_forgets_what_has_ended() {
    let [sqlite, _] = TestDatabase::each().await;
    let DatabaseLocation::Sqlite(path) = sqlite.location.clone() else { panic!("the first is SQLite") };
    let store = sqlite.replica().await;
    two_events(&store).await;
    let id = receive(&store, &needing(1)).await;
    let row = submission::Entity::find_by_id(id.0).one(store.readers()).await.unwrap().unwrap();
    let files = || ["", "-wal"].map(|end| fs::read(format!("{}{end}", path.display())).unwrap_or_default()).concat();
    let is_there = |bytes: &[u8]| bytes.windows(row.sealed.len()).any(|window| window == row.sealed);
    assert!(is_there(&files()));
    assert_eq!(store.end_answers(&term(&[NEED], late())).await.unwrap(), 1);
    assert!(!is_there(&files()), "neither in the file nor in its log");
    assert_eq!(answers(&store, id).await, ["email", "name", "phase"]);
}

#[test]
fn the_forms_of_the_site_keep_needs_of_access_for_a_month() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/forms");
    let mut looked_at = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("data/forms/{}", path.file_name().unwrap().to_str().unwrap());
        let (form, faults) = parse_form(&SourcePath::new(&name), &fs::read_to_string(&path).unwrap());
        assert_eq!(faults, [], "{name}");
        let form = form.unwrap();
        for field in form.fields().filter(|field| field.name.ends_with("accommodation")) {
            looked_at += 1;
            // A member is written to and met for years, each time with what they need.
            let is_of_members = form.form == "member";
            assert_eq!(field.retention.is_none(), is_of_members, "{name}: {}", field.name);
            assert!(!field.is_coded(), "{name}: {} lies in clear", field.name);
        }
    }
    assert!(looked_at > 8, "{looked_at}");
}
