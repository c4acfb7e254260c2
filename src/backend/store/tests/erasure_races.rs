//! Somebody presses the button of a mail while they are erased: whoever comes second waits, and nothing of them is left.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement, TransactionTrait};
use tsubame_model::schema::Submission;

use super::{
    joining::{confirm, receive, sent_from},
    setup::{EVENT, TestDatabase, form, sealed_by},
};
use crate::{
    intake::SubmissionId,
    store::{
        DatabaseLocation, Reception, Store,
        entities::{address_owner, outbox_mail, person, person_address, submission},
        persons::{AddressConfirmation, AnswerTallies, Erasure},
        store_change::StoreChange,
        unconfirmed::confirm_submission,
        work_log::WorkLog,
    },
};

const OFFER_HOURS: u32 = 48;

/// What somebody sends who asks for no seat, so that no event is locked.
fn question() -> Submission {
    let mut sent = sent_from(1, "taro@example.jp", EVENT);
    sent.references.clear();
    sent
}

/// Comes back once a transaction of this database waits for another one. In SQLite it waits to begin, which nobody can see, and
/// which is all the same here.
async fn until_somebody_waits(database: &TestDatabase) {
    if !matches!(database.location, DatabaseLocation::Postgres(_)) {
        return;
    }
    let connection = database.connect().await;
    let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..4_000 {
        let found = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, waiting)).await.unwrap();
        if found.is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("nobody waits");
}

/// How many rows of somebody are left.
async fn rows(store: &Store) -> [usize; 5] {
    let db = store.readers();
    [
        address_owner::Entity::find().all(db).await.unwrap().len(),
        person::Entity::find().all(db).await.unwrap().len(),
        person_address::Entity::find().all(db).await.unwrap().len(),
        submission::Entity::find().all(db).await.unwrap().len(),
        outbox_mail::Entity::find().all(db).await.unwrap().len(),
    ]
}

/// Somebody confirms their address, while an erasure of them has done everything but to commit.
async fn confirm_during_erasure(database: &TestDatabase, store: &Store) {
    let submission = receive(store, &question()).await;
    let record = store.record_of(submission).await.unwrap().unwrap();
    let (actor, tallies) = ("visitor".to_owned(), AnswerTallies::default());
    let erasure = Erasure { record, actor, tallies, now: Timestamp::now(), offer_hours: OFFER_HOURS };
    let connection = database.connect().await;
    let transaction = connection.begin().await.unwrap();
    assert!(erasure.apply(&mut WorkLog::default(), &transaction).await.unwrap().is_some());
    let confirming = {
        let store = store.clone();
        tokio::spawn(async move { confirm(&store, submission).await })
    };
    until_somebody_waits(database).await;
    transaction.commit().await.unwrap();
    confirming.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_comes_second_leaves_no_address_to_nobody() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        confirm_during_erasure(&database, &store).await;
        assert_eq!(rows(&store).await, [0; 5], "{:?}", database.location);
        // The address begins anew.
        let again = receive(&store, &question()).await;
        confirm(&store, again).await;
        let owner = address_owner::Entity::find().one(store.readers()).await.unwrap().unwrap();
        assert_eq!(owner.person_id, store.record_of(again).await.unwrap().unwrap().0);
    }
}

/// In SQLite one transaction writes at a time, so there the guard has nothing to do.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_lock_an_address_is_left_to_nobody() {
    let [_, postgres] = TestDatabase::each().await;
    let store = postgres.unguarded_replica().await;
    confirm_during_erasure(&postgres, &store).await;
    assert_eq!(rows(&store).await, [1, 0, 0, 0, 0]);
}

/// Receives what has to be confirmed by the button of a mail.
async fn receive_unconfirmed(store: &Store) -> SubmissionId {
    let mut asking = form();
    asking.double_opt_in = true;
    match store.receive(sealed_by(&asking, &question())).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

/// Both take their locks in one order: else each would wait for the other here, and one of them would fail.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_comes_second_waits_for_the_whole_confirmation() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let submission = receive_unconfirmed(&store).await;
        let record = store.record_of(submission).await.unwrap().unwrap();
        let (connection, now) = (database.connect().await, Timestamp::now());
        let (transaction, mut log) = (connection.begin().await.unwrap(), WorkLog::default());
        confirm_submission(submission, now, &mut log, &transaction).await.unwrap();
        let erasing = {
            let store = store.clone();
            tokio::spawn(async move { store.erase_person(record, "visitor", OFFER_HOURS).await })
        };
        until_somebody_waits(&database).await;
        let confirmation = AddressConfirmation { submission, now, unguarded: None };
        assert!(confirmation.apply(&mut log, &transaction).await.unwrap(), "{:?}", database.location);
        transaction.commit().await.unwrap();
        assert_eq!(erasing.await.unwrap().unwrap().unwrap().submissions, [submission]);
        assert_eq!(rows(&store).await, [0; 5], "{:?}", database.location);
    }
}
