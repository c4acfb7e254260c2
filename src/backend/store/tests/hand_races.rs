//! Hands, and a hand and the server by itself, at the same moment: together they give out the seats once.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::EntityTrait;
use tokio::task::JoinSet;

use super::{
    groups::{register, state},
    hand_changes::by_hand,
    setup::{EVENT, TestDatabase, event, keys},
};
use crate::{
    intake::{RegistrationAction, RegistrationState, SubmissionId},
    store::{
        HandOutcome, Store,
        entities::registration,
        event_day::{HandChange, HandChangeKind},
        event_rows::lock_events,
    },
};

const OFFER_HOURS: u32 = 48;

/// How many seats are held.
async fn held(store: &Store) -> i32 {
    let rows = registration::Entity::find().all(store.readers()).await.unwrap();
    rows.iter().filter(|row| row.seat.is_some()).map(|row| row.seats).sum()
}

/// An event with a seat that is free although people wait: it was given back once nothing was offered any more, and by now something
/// would be. Gives who waits.
async fn with_a_free_seat(store: &Store, database: &TestDatabase, people: usize) -> Vec<SubmissionId> {
    store.update_event(event(1)).await.unwrap();
    let seated = register(store, 0, 1).await;
    let mut waiting = Vec::new();
    for number in 1..=people {
        waiting.push(register(store, number, 1).await);
    }
    database.execute("UPDATE events SET closes_at = 0").await;
    store.change_registration(seated, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
    database.execute(&format!("UPDATE events SET closes_at = {}", event(1).closes_at.as_millisecond())).await;
    assert_eq!(held(store).await, 0);
    waiting
}

/// A hand gives a seat to the last in line, and the server by itself offers what is free to the first one. The hand has read how the
/// event stands before that, if it is unguarded. Gives how many seats are held then, of the one that there is.
async fn hand_and_server(store: &Store, database: &TestDatabase, is_guarded: bool) -> i32 {
    let waiting = with_a_free_seat(store, database, 3).await;
    let early = lock_events(&[EVENT.to_owned()].into(), &BTreeSet::new(), store.readers()).await.unwrap();
    let change = HandChange {
        request: by_hand(store, waiting[2]).await,
        kind: HandChangeKind::Promote,
        keys: keys(),
        now: Timestamp::now(),
        unguarded: (!is_guarded).then_some(early),
    };
    // Somebody leaves the line, and what is free is offered to whoever is first now.
    store.change_registration(waiting[0], RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
    assert_eq!(state(store, waiting[1]).await, RegistrationState::Offered);
    let outcome = store.write(change).await.unwrap();
    assert_eq!(matches!(outcome, HandOutcome::Full { .. }), is_guarded, "{outcome:?}");
    held(store).await
}

#[tokio::test]
async fn r22_a_hand_gives_nothing_that_the_server_has_offered_meanwhile() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        assert_eq!(hand_and_server(&store, &database, true).await, 1, "{:?}", database.location);
    }
}

#[tokio::test]
async fn r22_without_the_lock_a_hand_gives_what_the_server_has_offered() {
    for database in TestDatabase::each().await {
        let store = database.unguarded_replica().await;
        assert_eq!(hand_and_server(&store, &database, false).await, 2, "{:?}", database.location);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r22_many_hands_at_two_replicas_give_a_seat_once() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        let waiting = with_a_free_seat(&replicas[0], &database, 12).await;
        let mut hands = JoinSet::new();
        for (number, submission) in waiting.iter().enumerate() {
            let (store, submission) = (replicas[number % 2].clone(), *submission);
            hands.spawn(async move {
                let request = by_hand(&store, submission).await;
                matches!(store.promote_by_hand(request).await.unwrap(), HandOutcome::Done(_))
            });
        }
        let given = hands.join_all().await.into_iter().filter(|given| *given).count();
        // What one of them leaves behind, nobody else is offered.
        assert_eq!((given, held(&replicas[0]).await), (1, 1), "{:?}", database.location);
        assert_eq!(replicas[0].broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r22_hands_and_visitors_at_once_never_hold_more_seats_than_there_are() {
    for database in TestDatabase::each().await {
        let replicas = [database.replica().await, database.replica().await];
        let capacity = 6;
        replicas[0].update_event(event(capacity)).await.unwrap();
        let mut people = Vec::new();
        for number in 0..24 {
            people.push(register(&replicas[0], number, 1).await);
        }
        // Those with a seat give it back, those who wait take what they are offered, and staff give seats from the end of the line.
        let mut all = JoinSet::new();
        for (number, submission) in people.iter().enumerate() {
            let (store, submission) = (replicas[number % 2].clone(), *submission);
            all.spawn(async move {
                let action = if number < 6 { RegistrationAction::Cancel } else { RegistrationAction::Confirm };
                if number < 15 {
                    store.change_registration(submission, action, OFFER_HOURS).await.unwrap();
                } else {
                    let request = by_hand(&store, submission).await;
                    store.promote_by_hand(request).await.unwrap();
                }
                held(&store).await
            });
        }
        let most = all.join_all().await.into_iter().max().unwrap();
        assert!(most <= i32::try_from(capacity).unwrap(), "{most} at {:?}", database.location);
        assert_eq!(held(&replicas[0]).await, i32::try_from(capacity).unwrap(), "and all of them are somebody's");
    }
}
