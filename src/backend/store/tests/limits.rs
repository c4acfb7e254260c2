//! Senders are counted by all replicas together, and a proof is good for one submission at whichever of them.

use jiff::Timestamp;
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::setup::{TestDatabase, event, sealed, sent_by};
use crate::{
    intake::{ClientNetwork, LimitKey, SenderLimits, SpentProof},
    store::{
        Reception, SealedSubmission, Store,
        entities::{limit_count, spent_proof, submission},
        test_support::keys,
    },
};

const FREE: u64 = 20;

fn limits() -> SenderLimits {
    // A window that no test sees the end of.
    SenderLimits { free: FREE, window_s: 1_000_000_000, ..SenderLimits::default() }
}

fn venue() -> LimitKey {
    let address = ClientNetwork::of([203, 0, 113, 7].into());
    address.limit_key("event", &limits(), Timestamp::now(), &keys().index)
}

fn proof(number: u128) -> SpentProof {
    SpentProof { id: Uuid::from_u128(number), expires_at: Timestamp::MAX }
}

fn sealed_with(number: usize, key: LimitKey, proof: Option<SpentProof>) -> SealedSubmission {
    let mut sealed = sealed(&sent_by(number));
    sealed.set_limit(key, proof);
    sealed
}

/// People behind one address, one after the other, at the replicas in turn; gives how many were asked nothing.
async fn taken(replicas: [&Store; 2], people: usize) -> usize {
    let key = venue();
    let mut taken = 0;
    for number in 0..people {
        let store = replicas[number % 2];
        if store.count_sender(key, &limits(), false).is_ok() {
            store.receive(sealed_with(number, key, None)).await.unwrap();
            taken += 1;
        }
    }
    taken
}

async fn rows<E: EntityTrait>(store: &Store) -> usize
where
    E::Model: Send + Sync,
{
    E::find().all(store.readers()).await.unwrap().len()
}

#[tokio::test]
async fn r12_replicas_count_one_sender_together() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        first.update_event(event(100)).await.unwrap();
        let taken = taken([&first, &second], 60).await;
        // What the other one took in between is known with the next batch.
        assert!((20..=21).contains(&taken), "{:?}: {taken}", database.location);
        let counts = limit_count::Entity::find().all(first.readers()).await.unwrap();
        assert_eq!(counts.iter().map(|row| row.count).sum::<i64>(), i64::try_from(taken).unwrap());
    }
}

#[tokio::test]
async fn r12_without_a_shared_count_two_replicas_let_twice_as_many_through() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.separate_replica().await, database.separate_replica().await);
        first.update_event(event(100)).await.unwrap();
        assert_eq!(taken([&first, &second], 60).await, 40, "{:?}", database.location);
    }
}

#[tokio::test]
async fn a_replica_that_starts_later_knows_what_was_taken_after_one() {
    for database in TestDatabase::each().await {
        let first = database.replica().await;
        first.update_event(event(100)).await.unwrap();
        assert_eq!(taken([&first, &first], 60).await, 20);
        let late = database.replica().await;
        assert_eq!(taken([&late, &late], 60).await, 1, "{:?}", database.location);
    }
}

/// The same proof for two people at once; gives how many were received.
async fn with_one_proof(replicas: [&Store; 2]) -> usize {
    let send = |at: usize| replicas[at].receive(sealed_with(at, venue(), Some(proof(1))));
    let (first, second) = tokio::join!(send(0), send(1));
    let receptions = [first.unwrap(), second.unwrap()];
    for reception in receptions {
        assert!(matches!(reception, Reception::Received { .. } | Reception::ProofSpent), "{reception:?}");
    }
    receptions.iter().filter(|reception| matches!(reception, Reception::Received { .. })).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_is_good_for_one_submission_at_all_replicas() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        first.update_event(event(100)).await.unwrap();
        assert_eq!(with_one_proof([&first, &second]).await, 1, "{:?}", database.location);
        assert_eq!((rows::<submission::Entity>(&first).await, rows::<spent_proof::Entity>(&first).await), (1, 1));
        // Later, and within one batch.
        let later = second.receive(sealed_with(7, venue(), Some(proof(1)))).await.unwrap();
        assert_eq!(later, Reception::ProofSpent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_shared_list_one_proof_is_good_for_two() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.separate_replica().await, database.separate_replica().await);
        first.update_event(event(100)).await.unwrap();
        assert_eq!(with_one_proof([&first, &second]).await, 2, "{:?}", database.location);
    }
}

#[tokio::test]
async fn r08_what_was_received_is_answered_again_although_its_proof_is_spent() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(100)).await.unwrap();
        let first = store.receive(sealed_with(1, venue(), Some(proof(1)))).await.unwrap();
        assert!(matches!(first, Reception::Received { .. }));
        assert_eq!(store.receive(sealed_with(1, venue(), Some(proof(1)))).await.unwrap(), first);
    }
}

#[tokio::test]
async fn what_counts_no_more_is_removed() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(100)).await.unwrap();
        let old = limit_count::Model { client: vec![1; 32], began_at: 600, count: 9 }.into_active_model();
        limit_count::Entity::insert(old).exec_without_returning(&store.databases.writer).await.unwrap();
        let over = spent_proof::Model { id: Uuid::from_u128(9), expires_at: 600 }.into_active_model();
        spent_proof::Entity::insert(over).exec_without_returning(&store.databases.writer).await.unwrap();
        store.receive(sealed_with(1, venue(), Some(proof(1)))).await.unwrap();
        assert_eq!((rows::<limit_count::Entity>(&store).await, rows::<spent_proof::Entity>(&store).await), (1, 1));
    }
}
