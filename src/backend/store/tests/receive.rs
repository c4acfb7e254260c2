//! What is received is kept once, durably, encrypted, and told in the audit log.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    QueryFilter, Statement,
};

use tsubame_model::schema::Submission;

use super::setup::{TestDatabase, event, keys, sealed, sent_by};
use crate::{
    intake::{PersonId, RegistrationAction, RegistrationState},
    store::{
        Reception, SealedSubmission, Store, WrappedKey,
        entities::{audit_record, consent_text, outbox_mail, person_key, submission as submissions, submission_answer},
    },
};

async fn count<E: EntityTrait>(store: &Store) -> usize
where
    E::Model: Send + Sync,
{
    E::find().all(store.readers()).await.unwrap().len()
}

#[tokio::test]
async fn r08_pressed_twice_is_received_once_and_other_answers_are_a_conflict() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        first.update_event(event(20)).await.unwrap();
        let mut sent = sent_by(1);
        sent.request_id = Some("attempt-1".to_owned());
        // Twice at once, at two replicas, and again after a reload.
        let (a, b) = tokio::join!(first.receive(sealed(&sent)), second.receive(sealed(&sent)));
        let (a, b, c) = (a.unwrap(), b.unwrap(), second.receive(sealed(&sent)).await.unwrap());
        assert_eq!((a, a), (b, c), "{:?}", database.location);
        let Reception::Received { submission: kept, .. } = a else { panic!("{a:?}") };
        let mut corrected = sent_by(2);
        corrected.request_id = Some("attempt-1".to_owned());
        assert_eq!(first.receive(sealed(&corrected)).await.unwrap(), Reception::Conflict { first: kept });
        assert_eq!(count::<submissions::Entity>(&first).await, 1);
        assert_eq!(count::<outbox_mail::Entity>(&first).await, 1);
    }
}

#[tokio::test]
async fn r10_without_a_script_two_people_are_two_and_one_is_one() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        for number in [1, 2, 1] {
            store.receive(sealed(&sent_by(number))).await.unwrap();
        }
        assert_eq!(count::<submissions::Entity>(&store).await, 2);
    }
}

#[tokio::test]
async fn who_was_told_that_they_have_a_seat_already_gets_one_once_that_is_given_back() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        let mut sent = sent_by(1);
        sent.request_id = Some("first".to_owned());
        let receive = async |sent: &Submission| match store.receive(sealed(sent)).await.unwrap() {
            Reception::Received { submission, .. } => submission,
            other => panic!("{other:?}"),
        };
        let first = receive(&sent).await;
        // The same without a key of the script: the address has a seat.
        let again = receive(&sent_by(1)).await;
        assert_eq!(receive(&sent_by(1)).await, again, "it is a repeat");
        assert!(store.registration(again).await.unwrap().is_none());
        store.change_registration(first, RegistrationAction::Cancel, 24).await.unwrap();
        let anew = receive(&sent_by(1)).await;
        let view = store.registration(anew).await.unwrap().unwrap();
        assert_eq!((anew != again, view.state), (true, RegistrationState::Confirmed), "{:?}", database.location);
        assert_eq!(receive(&sent_by(1)).await, anew);
        assert_eq!(receive(&sent).await, receive(&sent).await, "another key, and the address has a seat");
    }
}

#[tokio::test]
async fn what_says_who_somebody_is_is_encrypted_and_opens_with_their_key_alone() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        store.receive(sealed(&sent_by(7))).await.unwrap();
        let row = submissions::Entity::find().one(store.readers()).await.unwrap().unwrap();
        let person = PersonId(row.person_id);
        let key = person_key::Entity::find_by_id(row.person_id).one(store.readers()).await.unwrap().unwrap();
        let key =
            keys().master.unwrap(&WrappedKey { master_key: key.master_key, wrapped: key.wrapped }, person).unwrap();
        let opened = String::from_utf8(key.open(SealedSubmission::place(person), &row.sealed).unwrap()).unwrap();
        assert_eq!(opened, r#"{"email":"visitor7@example.jp","name":"山田7"}"#);
        let coded = submission_answer::Entity::find().one(store.readers()).await.unwrap().unwrap();
        assert_eq!((coded.field.as_str(), coded.value.as_str()), ("phase", "soon"));
        assert!(!row.origin.contains("visitor7"));
    }
}

#[tokio::test]
async fn the_audit_log_tells_each_reception_in_an_unbroken_chain() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        for number in 0..5 {
            store.receive(sealed(&sent_by(number))).await.unwrap();
        }
        assert_eq!(count::<audit_record::Entity>(&store).await, 5);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
        let third = audit_record::Entity::find().filter(audit_record::Column::Number.eq(3));
        let mut third = third.one(store.readers()).await.unwrap().unwrap().into_active_model();
        third.actor = Set("nobody".to_owned());
        let third = third.update(&store.databases.writer).await.unwrap();
        let broken = store.broken_audit_chains().await.unwrap();
        assert!(broken.len() == 1 && broken[0].0 == third.writer && broken[0].1 >= 3, "{broken:?}");
        assert_eq!(count::<consent_text::Entity>(&store).await, 1, "a text is kept once");
    }
}

#[tokio::test]
async fn sqlite_flushes_each_commit_to_the_disk() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let pragma = |name: &str| Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
    let writer = &store.databases.writer;
    let synchronous = writer.query_one_raw(pragma("synchronous")).await.unwrap().unwrap();
    assert_eq!(synchronous.try_get_by_index::<i32>(0).unwrap(), 2);
    let journal = writer.query_one_raw(pragma("journal_mode")).await.unwrap().unwrap();
    assert_eq!(journal.try_get_by_index::<String>(0).unwrap(), "wal");
}

#[tokio::test]
async fn r09_who_drops_the_line_is_received_and_a_repeat_gets_the_first_answer() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(20)).await.unwrap();
        for number in 0..20 {
            let sent = sealed(&sent_by(number));
            let waiting = store.clone();
            let asked = tokio::spawn(async move { waiting.receive(sent).await });
            // At once, or a little later: wherever the writer is by then.
            tokio::time::sleep(std::time::Duration::from_micros(number as u64 * 150)).await;
            asked.abort();
            let again = store.receive(sealed(&sent_by(number))).await.unwrap();
            assert!(matches!(again, Reception::Received { .. }));
        }
        assert_eq!(count::<submissions::Entity>(&store).await, 20, "{:?}", database.location);
        assert_eq!(count::<outbox_mail::Entity>(&store).await, 20);
    }
}
