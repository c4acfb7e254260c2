//! Two processes on one database give out the seats of one event.

use std::collections::BTreeMap;

use sea_orm::EntityTrait;

use super::setup::{EVENT, TestDatabase, event, sealed, sent_by};
use crate::{
    intake::Attendance,
    store::{DatabaseLocation, EventFacts, Reception, SeatCount, SeatReceipt, Store, entities::registration},
};

/// Everybody at once, half of them at each replica.
async fn all_at_once(replicas: [&Store; 2], people: usize) -> Vec<Reception> {
    let tries = (0..people).map(|number| {
        let (store, sealed) = (replicas[number % 2].clone(), sealed(&sent_by(number)));
        tokio::spawn(async move { store.receive(sealed).await.unwrap() })
    });
    let tries: Vec<_> = tries.collect();
    let mut receptions = Vec::new();
    for attempt in tries {
        receptions.push(attempt.await.unwrap());
    }
    receptions
}

/// Registrations by their state, with the numbers of their seats and places in line, sorted.
async fn numbers(store: &Store) -> BTreeMap<String, Vec<i64>> {
    let mut found: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for row in registration::Entity::find().all(store.readers()).await.unwrap() {
        let number = row.seat.map_or_else(|| row.in_line.unwrap(), i64::from);
        found.entry(row.state).or_default().push(number);
    }
    for numbers in found.values_mut() {
        numbers.sort_unstable();
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_the_last_seats_are_given_out_once() {
    for database in TestDatabase::each().await {
        for (seats, people) in [(1, 200), (20, 200)] {
            let database = if seats == 1 { &database } else { &fresh_like(&database).await };
            let (first, second) = (database.replica().await, database.replica().await);
            first.update_event(event(seats)).await.unwrap();
            let receptions = all_at_once([&first, &second], people).await;
            let told = |wanted| {
                receptions.iter().filter(
                    move |reception| matches!(reception, Reception::Received { receipt, .. } if *receipt == wanted),
                )
            };
            assert_eq!(told(SeatReceipt::Seat).count(), seats as usize, "{:?}", database.location);
            assert_eq!(told(SeatReceipt::Line).count(), people - seats as usize);
            let numbers = numbers(&first).await;
            assert_eq!(numbers["confirmed"], (1..=i64::from(seats)).collect::<Vec<_>>());
            assert_eq!(
                numbers["waiting"],
                (1..=i64::try_from(people).unwrap() - i64::from(seats)).collect::<Vec<_>>(),
                "no gap"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_without_the_guard_the_seats_are_sold_twice() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.unguarded_replica().await, database.unguarded_replica().await);
        first.update_event(event(20)).await.unwrap();
        all_at_once([&first, &second], 200).await;
        let confirmed = numbers(&first).await["confirmed"].len();
        assert!(confirmed > 20, "{:?}: {confirmed} seats of 20", database.location);
    }
}

async fn fresh_like(database: &TestDatabase) -> TestDatabase {
    let [sqlite, postgres] = TestDatabase::each().await;
    if matches!(database.location, DatabaseLocation::Sqlite(_)) { sqlite } else { postgres }
}

#[tokio::test]
async fn an_event_that_is_over_or_unknown_takes_nobody() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        assert_eq!(store.receive(sealed(&sent_by(1))).await.unwrap(), Reception::NoSuchEvent);
        let over = EventFacts { closes_at: "2026-01-01T00:00:00Z".parse().unwrap(), ..event(20) };
        store.update_event(over).await.unwrap();
        assert_eq!(store.receive(sealed(&sent_by(1))).await.unwrap(), Reception::Closed);
        assert!(numbers(&store).await.is_empty());
    }
}

#[tokio::test]
async fn an_older_content_never_overwrites_and_people_keep_what_they_registered_for() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let newer = |capacity, time: &str| EventFacts { content_time: time.parse().unwrap(), ..event(capacity) };
        store.update_event(newer(1, "2026-11-02T00:00:00Z")).await.unwrap();
        store.update_event(newer(9, "2026-11-01T00:00:00Z")).await.unwrap();
        let seats = |reception| match reception {
            Reception::Received { receipt, .. } => receipt,
            other => panic!("{other:?}"),
        };
        assert_eq!(seats(store.receive(sealed(&sent_by(1))).await.unwrap()), SeatReceipt::Seat);
        assert_eq!(seats(store.receive(sealed(&sent_by(2))).await.unwrap()), SeatReceipt::Line);
        store.update_event(newer(9, "2026-11-03T00:00:00Z")).await.unwrap();
        assert_eq!(
            seats(store.receive(sealed(&sent_by(3))).await.unwrap()),
            SeatReceipt::Line,
            "staff are asked first"
        );
    }
}

#[tokio::test]
async fn counts_are_never_below_nought_and_who_registered_sees_them_at_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        assert_eq!(store.seats(EVENT).await.unwrap(), None);
        store.update_event(event(1)).await.unwrap();
        for (number, left, waiting) in [(1, 0, 0), (2, 0, 1)] {
            store.receive(sealed(&sent_by(number))).await.unwrap();
            let seats = store.seats(EVENT).await.unwrap().unwrap();
            let expected = SeatCount { capacity: Some(1), left: Some(left), waiting };
            assert_eq!(seats[&Attendance::Venue], expected);
        }
    }
}
