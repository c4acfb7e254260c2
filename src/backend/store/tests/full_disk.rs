//! A disk that is full: what cannot be kept is refused, and nothing is lost of what was.

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};

use super::setup::{TestDatabase, event, sealed, sent_by};
use crate::store::{Reception, Store, WriteError, entities::submission};

const VISITORS: usize = 120;

/// A number that SQLite tells, or takes.
async fn pragma(store: &Store, pragma: &str) -> i64 {
    let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
    store.databases.writer.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// Visitors who come while the connection that writes has room for a few of them only; how many were told that they are
/// received, how many were refused, and how many are kept.
async fn fill(store: &Store) -> (usize, usize, usize) {
    store.update_event(event(1000)).await.unwrap();
    let pages = pragma(store, "page_count").await;
    pragma(store, &format!("max_page_count = {}", pages + 8)).await;
    let (mut told, mut refused) = (0, 0);
    for number in 0..VISITORS {
        match store.receive(sealed(&sent_by(number))).await {
            Ok(Reception::Received { .. }) => told += 1,
            Err(WriteError::Database(_)) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    // What comes after it in the queue has been written once this answer is there.
    let _ = store.update_event(event(1000)).await;
    (told, refused, count(store).await)
}

async fn count(store: &Store) -> usize {
    submission::Entity::find().all(store.readers()).await.unwrap().len()
}

#[tokio::test]
async fn show_4_a_full_disk_refuses_what_comes_and_loses_nothing() {
    let [database, _] = TestDatabase::each().await;
    let store = database.replica().await;
    let (told, refused, kept) = fill(&store).await;
    assert!(told > 0 && refused > 0, "{told} told, {refused} refused");
    assert_eq!(kept, told);
    // The connection with the limit was left behind, so there is room again: everybody comes once more, and is kept once.
    for number in 0..VISITORS {
        let again = store.receive(sealed(&sent_by(number))).await.unwrap();
        assert!(matches!(again, Reception::Received { .. }));
    }
    assert_eq!(count(&store).await, VISITORS);
    assert_eq!(store.broken_audit_chains().await.unwrap(), []);
}

/// The twin: a writer that answers before it has committed tells people that they are received who are not.
#[tokio::test]
async fn show_4_without_waiting_for_the_commit_a_full_disk_loses_who_was_told() {
    let [database, _] = TestDatabase::each().await;
    let store = database.hasty_replica().await;
    let (told, refused, kept) = fill(&store).await;
    assert_eq!((told, refused), (VISITORS, 0));
    assert!(kept < told, "{kept} of {told} are kept");
}
