//! Groups: each holds all of its seats or stands in line with all of them, and nobody overtakes.

use sea_orm::{EntityTrait, QueryOrder};
use tsubame_model::schema::FormAnswer;

use super::setup::{EVENT, TestDatabase, event, group_form, sealed, sealed_by, sealed_group, sent_by, sent_by_group};
use crate::{
    intake::{Attendance, RegistrationAction, RegistrationState, SubmissionId},
    store::{
        EventFacts, Reception, SeatCount, SeatReceipt, Store, TableCell,
        entities::{counted_submission, registration, submission},
    },
};

const OFFER_HOURS: u32 = 48;

/// Registers a group at the event.
pub async fn register(store: &Store, number: usize, people: u32) -> SubmissionId {
    match store.receive(sealed_group(number, people)).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

pub async fn state(store: &Store, submission: SubmissionId) -> RegistrationState {
    store.registration(submission).await.unwrap().unwrap().state
}

/// What the page of the event says of its room.
pub async fn room(store: &Store) -> SeatCount {
    store.seats(EVENT).await.unwrap().unwrap()[&Attendance::Venue]
}

async fn rows(store: &Store) -> Vec<registration::Model> {
    registration::Entity::find().order_by_asc(registration::Column::InLine).all(store.readers()).await.unwrap()
}

/// How many seats are held.
async fn held(store: &Store) -> i32 {
    rows(store).await.iter().filter(|row| row.seat.is_some()).map(|row| row.seats).sum()
}

/// Groups of one, two and three, all at once, half of them at each replica.
async fn groups_at_once(replicas: [&Store; 2], groups: usize) -> Vec<(u32, SeatReceipt)> {
    let tries: Vec<_> = (0..groups)
        .map(|number| {
            let people = u32::try_from(number % 3).unwrap() + 1;
            let (store, sealed) = (replicas[number % 2].clone(), sealed_group(number, people));
            (people, tokio::spawn(async move { store.receive(sealed).await.unwrap() }))
        })
        .collect();
    let mut told = Vec::new();
    for (people, attempt) in tries {
        match attempt.await.unwrap() {
            Reception::Received { receipt, .. } => told.push((people, receipt)),
            other => panic!("{other:?}"),
        }
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_groups_who_come_at_once_never_hold_more_seats_than_there_are() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        first.update_event(event(20)).await.unwrap();
        let told = groups_at_once([&first, &second], 200).await;
        let given: u32 =
            told.iter().filter(|(_, receipt)| *receipt == SeatReceipt::Seat).map(|(people, _)| people).sum();
        assert_eq!(i64::from(given), i64::from(held(&first).await), "{:?}", database.location);
        let rows = rows(&first).await;
        let line: Vec<_> = rows.iter().filter(|row| row.in_line.is_some()).collect();
        assert!(line.iter().all(|row| row.seat.is_none() && row.state == "waiting"), "all seats or none");
        let free = 20 - i32::try_from(given).unwrap();
        assert!((0..line[0].seats).contains(&free), "{free} are free, and the first group needs {}", line[0].seats);
        let numbers: Vec<i64> = line.iter().filter_map(|row| row.in_line).collect();
        assert_eq!(numbers, (1..=i64::try_from(line.len()).unwrap()).collect::<Vec<_>>(), "no gap");
        assert_eq!(rows.iter().map(|row| row.seats).sum::<i32>(), (0..200).map(|number| number % 3 + 1).sum::<i32>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_without_the_guard_groups_hold_more_seats_than_there_are() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.unguarded_replica().await, database.unguarded_replica().await);
        first.update_event(event(20)).await.unwrap();
        groups_at_once([&first, &second], 200).await;
        let held = held(&first).await;
        assert!(held > 20, "{:?}: {held} seats of 20", database.location);
    }
}

#[tokio::test]
async fn a_group_waits_whole_and_nobody_behind_it_overtakes() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(4)).await.unwrap();
        let (pair, single) = (register(&store, 1, 2).await, register(&store, 2, 1).await);
        assert_eq!(room(&store).await, SeatCount { capacity: Some(4), left: Some(1), waiting: 0 });
        let (three, two, one) =
            (register(&store, 3, 3).await, register(&store, 4, 2).await, register(&store, 5, 1).await);
        for waiting in [three, two, one] {
            assert_eq!(state(&store, waiting).await, RegistrationState::Waiting, "{:?}", database.location);
        }
        assert_eq!(room(&store).await, SeatCount { capacity: Some(4), left: Some(0), waiting: 6 });
        let view = store.registration(one).await.unwrap().unwrap();
        assert_eq!((view.seats, view.ahead), (1, Some(2)));

        // Two are free now, and the first group has three: who would fit behind it waits all the same.
        store.change_registration(single, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        for waiting in [three, two, one] {
            assert_eq!(state(&store, waiting).await, RegistrationState::Waiting);
        }
        assert_eq!(held(&store).await, 2);
        store.change_registration(pair, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, three).await, RegistrationState::Offered);
        assert_eq!((state(&store, two).await, held(&store).await), (RegistrationState::Waiting, 3));
        // It gives all back, and the next two have room together.
        store.change_registration(three, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, two).await, RegistrationState::Offered);
        assert_eq!((state(&store, one).await, held(&store).await), (RegistrationState::Offered, 3));
        assert_eq!(room(&store).await, SeatCount { capacity: Some(4), left: Some(1), waiting: 0 });
    }
}

#[tokio::test]
async fn the_first_group_that_gives_up_lets_those_behind_it_have_what_is_free() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(4)).await.unwrap();
        register(&store, 1, 2).await;
        let (three, two) = (register(&store, 2, 3).await, register(&store, 3, 2).await);
        store.change_registration(three, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, two).await, RegistrationState::Offered, "{:?}", database.location);
        assert_eq!(store.change_registration(two, RegistrationAction::Confirm, 1).await.unwrap().unwrap().seats, 2);
        assert_eq!(room(&store).await.left, Some(0));
    }
}

#[tokio::test]
async fn a_group_larger_than_the_event_is_refused_and_nothing_of_it_is_kept() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(2)).await.unwrap();
        let refused = store.receive(sealed_group(1, 3)).await.unwrap();
        assert_eq!(refused, Reception::GroupTooLarge { most: 2 }, "{:?}", database.location);
        assert!(rows(&store).await.is_empty());
        assert_eq!(store.count_submissions().await, 0);
        assert_eq!(state(&store, register(&store, 1, 2).await).await, RegistrationState::Confirmed, "it is no repeat");
        let everybody =
            EventFacts { id: "events/online".to_owned(), places: [(Attendance::Online, None)].into(), ..event(2) };
        store.update_event(everybody).await.unwrap();
        let mut nine = sent_by_group(2, 9);
        nine.references.insert("event".to_owned(), "events/online".to_owned());
        nine.references.insert("event_mode".to_owned(), "online".to_owned());
        let sealed = sealed_by(&group_form(), &nine);
        let received = store.receive(sealed).await.unwrap();
        assert!(matches!(received, Reception::Received { receipt: SeatReceipt::Seat, .. }), "{received:?}");
    }
}

#[tokio::test]
async fn places_of_a_hybrid_event_count_their_seats_apart() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let places = [(Attendance::Venue, Some(3)), (Attendance::Online, Some(2))].into();
        store.update_event(EventFacts { places, ..event(3) }).await.unwrap();
        register(&store, 1, 3).await;
        let mut online = sent_by_group(2, 2);
        online.references.insert("event_mode".to_owned(), "online".to_owned());
        let sealed = sealed_by(&group_form(), &online);
        assert!(matches!(store.receive(sealed).await.unwrap(), Reception::Received { receipt: SeatReceipt::Seat, .. }));
        online.answers.insert("people".to_owned(), FormAnswer::Choice("3".to_owned()));
        let sealed = sealed_by(&group_form(), &online);
        assert_eq!(store.receive(sealed).await.unwrap(), Reception::GroupTooLarge { most: 2 });
        let seats = store.seats(EVENT).await.unwrap().unwrap();
        let left: Vec<_> = seats.values().map(|count| (count.capacity, count.left)).collect();
        assert_eq!(left, [(Some(3), Some(0)), (Some(2), Some(0))], "{:?}", database.location);
    }
}

#[tokio::test]
async fn a_form_without_such_a_field_takes_one_seat() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(3)).await.unwrap();
        store.receive(sealed(&sent_by(1))).await.unwrap();
        store.receive(sealed(&sent_by_group(2, 2))).await.unwrap();
        assert_eq!(room(&store).await.left, Some(1), "{:?}", database.location);
    }
}

#[tokio::test]
async fn registrations_of_an_older_version_are_for_one() {
    let known = [
        "INSERT INTO events (id, title, starts_at, ends_at, closes_at, is_on, place, url, content_time) VALUES \
         ('events/shibuya', '夜の会', 4102444800000, 4102448400000, 4102441200000, TRUE, '渋谷', 'events/shibuya/', 5)",
        "INSERT INTO event_places (event_id, attendance, capacity, next_in_line) VALUES ('events/shibuya', 'venue', 3, 1)",
        "INSERT INTO registrations (id, event_id, attendance, person_id, submission_id, state, seat, created_at, sequence) \
         VALUES (ID, 'events/shibuya', 'venue', ID, ID, 'confirmed', 1, 5, 0)",
        "INSERT INTO counted_submissions (id, form, day, state) VALUES (ID, 'event', '2026-11-20', 'confirmed')",
        "INSERT INTO counted_submissions (id, form, day) VALUES (OTHER, 'contact', '2026-11-20')",
    ];
    let [sqlite, postgres] = TestDatabase::each().await;
    for (database, id, other) in [
        (sqlite, "x'00000000000000000000000000000001'", "x'00000000000000000000000000000002'"),
        (postgres, "'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'"),
    ] {
        let known = known.map(|row| row.replace("ID", id).replace("OTHER", other));
        // All but the one that is looked at.
        database.of_older_version(11, &known.each_ref().map(String::as_str)).await;
        let store = database.replica().await;
        assert_eq!(held(&store).await, 1, "{:?}", database.location);
        let view = store.registration(SubmissionId(uuid::Uuid::from_u128(1))).await.unwrap().unwrap();
        assert_eq!((view.state, view.seats), (RegistrationState::Confirmed, 1));
        assert_eq!(room(&store).await.left, Some(2));
        assert_eq!(state(&store, register(&store, 1, 3).await).await, RegistrationState::Waiting, "two are left");
        let counted = counted_submission::Entity::find().order_by_asc(counted_submission::Column::Form);
        let counted: Vec<_> = counted.all(store.readers()).await.unwrap().into_iter().map(|row| row.seats).collect();
        assert_eq!(counted, [None, Some(1)]);
    }
}

#[tokio::test]
async fn what_is_kept_of_a_group_says_how_many_they_are() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(3)).await.unwrap();
        let (three, one) = (register(&store, 1, 3).await, register(&store, 2, 1).await);
        let table = store.registrations_table(EVENT, &Vec::new(), "staff").await.unwrap();
        assert_eq!(table.headings[2], "人数");
        let has_row_of = |people| table.rows.iter().any(|row| row[2] == TableCell::Number(people));
        assert!(table.rows.len() == 2 && has_row_of(3) && has_row_of(1), "{:?}: {:?}", database.location, table.rows);
        let data = store.personal_data(three).await.unwrap().unwrap();
        assert_eq!(data.submissions[0].registration.as_ref().unwrap().seats, 3);

        let record = store.record_of(three).await.unwrap().unwrap();
        store.erase_person(record, "visitor", OFFER_HOURS).await.unwrap();
        let counted = counted_submission::Entity::find().all(store.readers()).await.unwrap();
        assert_eq!((counted.len(), counted[0].seats), (1, Some(3)), "figures of the past never shrink");
        assert_eq!(state(&store, one).await, RegistrationState::Offered);
        assert_eq!(held(&store).await, 1);
        assert_eq!(submission::Entity::find().all(store.readers()).await.unwrap().len(), 1);
    }
}
