//! Groups while an event changes, whoever is held is released, time passes, and somebody moves to another date.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{
    groups::{register, room, state},
    setup::{EVENT, TestDatabase, event, group_form, sealed_by, sent_by_group},
};
use crate::{
    intake::{Attendance, RegistrationAction, RegistrationState, SeriesMoveDecision, SubmissionId},
    store::{EventFacts, Reception, ReleaseOutcome, Store, entities::registration},
};

const OFFER_HOURS: u32 = 48;

const OTHER: &str = "events/shibuya-2";

/// The event with so many seats, as the content was on this day of November.
fn on_day(capacity: u32, day: u32) -> EventFacts {
    EventFacts { content_time: format!("2026-11-{day:02}T00:00:00Z").parse().unwrap(), ..event(capacity) }
}

/// Has the event another number of seats, and gives how many were offered.
async fn resize(store: &Store, capacity: u32, day: u32) -> usize {
    store.update_event(on_day(capacity, day)).await.unwrap();
    let id = store.pending_event_changes().await.unwrap()[0].id;
    store.confirm_event_change(id, "operator", OFFER_HOURS).await.unwrap().unwrap().offers
}

async fn row_of(store: &Store, submission: SubmissionId) -> registration::Model {
    let of_submission = registration::Column::SubmissionId.eq(submission.0);
    registration::Entity::find().filter(of_submission).one(store.readers()).await.unwrap().unwrap()
}

#[tokio::test]
async fn r21_a_smaller_room_takes_seats_from_no_group_and_a_larger_one_is_offered_in_order() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(on_day(5, 1)).await.unwrap();
        let (three, two) = (register(&store, 1, 3).await, register(&store, 2, 2).await);
        let (later, one) = (register(&store, 3, 3).await, register(&store, 4, 1).await);
        store.update_event(on_day(2, 2)).await.unwrap();
        let pending = store.pending_event_changes().await.unwrap();
        assert_eq!((pending[0].seated, pending[0].seats, pending[0].waiting), (2, 5, 2), "{:?}", database.location);
        assert_eq!(
            store.confirm_event_change(pending[0].id, "operator", OFFER_HOURS).await.unwrap().unwrap().offers,
            0
        );
        for seated in [three, two] {
            assert_eq!(state(&store, seated).await, RegistrationState::Confirmed, "nobody loses a seat");
        }
        // There are two seats: the group of three that waits can have none, and keeps nobody from one.
        assert_eq!(room(&store).await.waiting, 1);
        store.change_registration(two, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, one).await, RegistrationState::Waiting, "three are in a room for two");
        store.change_registration(three, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, one).await, RegistrationState::Offered);
        assert_eq!(state(&store, later).await, RegistrationState::Waiting);
        assert_eq!(room(&store).await.left, Some(1), "nobody waits who could have it");
        // With a larger room it is where it was: before whoever came later.
        let late = register(&store, 5, 2).await;
        assert_eq!(state(&store, late).await, RegistrationState::Waiting);
        assert_eq!(resize(&store, 5, 3).await, 3, "seats, of which one group has all");
        assert_eq!(state(&store, later).await, RegistrationState::Offered);
        assert_eq!(state(&store, late).await, RegistrationState::Waiting);
        assert_eq!(resize(&store, 6, 4).await, 2);
        assert_eq!(state(&store, late).await, RegistrationState::Offered);
    }
}

#[tokio::test]
async fn r18_groups_keep_their_seats_where_the_event_is_held_in_another_way() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(on_day(4, 1)).await.unwrap();
        let (three, two) = (register(&store, 1, 3).await, register(&store, 2, 2).await);
        let online = EventFacts { places: [(Attendance::Online, Some(4))].into(), ..on_day(4, 2) };
        store.update_event(online).await.unwrap();
        let id = store.pending_event_changes().await.unwrap()[0].id;
        store.confirm_event_change(id, "operator", OFFER_HOURS).await.unwrap().unwrap();
        assert_eq!(state(&store, three).await, RegistrationState::Confirmed, "{:?}", database.location);
        assert_eq!(state(&store, two).await, RegistrationState::Waiting);
        let count = store.seats(EVENT).await.unwrap().unwrap()[&Attendance::Online];
        assert_eq!((count.left, count.waiting), (Some(0), 2));
        let row = row_of(&store, three).await;
        assert_eq!((row.attendance.as_str(), row.seats), ("online", 3));
    }
}

#[tokio::test]
async fn what_a_group_did_not_confirm_in_time_is_offered_whole() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(3)).await.unwrap();
        let mut form = group_form();
        form.double_opt_in = true;
        let sealed = sealed_by(&form, &sent_by_group(1, 3));
        let three = sealed.id;
        store.receive(sealed).await.unwrap();
        let two = register(&store, 2, 2).await;
        assert_eq!(state(&store, three).await, RegistrationState::Unconfirmed);
        // Its day is over: it is the first in line, and offered all three again.
        end_now(&store, three).await;
        assert_eq!(store.expire_registrations(OFFER_HOURS).await.unwrap(), 1);
        assert_eq!(state(&store, three).await, RegistrationState::Offered, "{:?}", database.location);
        assert_eq!(state(&store, two).await, RegistrationState::Waiting);
        end_now(&store, three).await;
        assert_eq!(store.expire_registrations(OFFER_HOURS).await.unwrap(), 1);
        assert_eq!(state(&store, three).await, RegistrationState::Lapsed);
        assert_eq!(state(&store, two).await, RegistrationState::Offered);
        assert_eq!(room(&store).await.left, Some(1));
    }
}

/// Puts the end of what a registration has into the past.
async fn end_now(store: &Store, submission: SubmissionId) {
    let mut row = row_of(store, submission).await.into_active_model();
    row.expires_at = Set(Some(0));
    row.update(&store.databases.writer).await.unwrap();
}

#[tokio::test]
async fn r11_a_group_that_is_released_gets_all_its_seats_or_stands_where_it_came() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(5)).await.unwrap();
        let (early, late) = (held(&store, 1, 2).await, held(&store, 2, 3).await);
        register(&store, 3, 3).await;
        let three = register(&store, 4, 3).await;
        assert_eq!(state(&store, three).await, RegistrationState::Waiting, "two are free");
        assert_eq!(store.release_held(late, "staff").await.unwrap(), ReleaseOutcome::Released);
        assert_eq!(state(&store, late).await, RegistrationState::Waiting, "{:?}", database.location);
        // It came before both, and needs no more than is free.
        assert_eq!(store.release_held(early, "staff").await.unwrap(), ReleaseOutcome::Released);
        assert_eq!(state(&store, early).await, RegistrationState::Confirmed);
        assert_eq!(room(&store).await.waiting, 6);
        assert_eq!(store.registration(three).await.unwrap().unwrap().ahead, Some(1));
    }
}

/// A group whose sender has sprung the trap.
async fn held(store: &Store, number: usize, people: u32) -> SubmissionId {
    let mut sent = sent_by_group(number, people);
    sent.is_suspicious = true;
    let sealed = sealed_by(&group_form(), &sent);
    let id = sealed.id;
    assert!(matches!(store.receive(sealed).await.unwrap(), Reception::Received { .. }));
    id
}

#[tokio::test]
async fn who_is_released_does_not_overtake_a_group_that_waits_before_them() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(4)).await.unwrap();
        register(&store, 1, 2).await;
        let three = register(&store, 2, 3).await;
        let late = held(&store, 3, 1).await;
        assert_eq!(store.release_held(late, "staff").await.unwrap(), ReleaseOutcome::Released);
        for waiting in [three, late] {
            assert_eq!(state(&store, waiting).await, RegistrationState::Waiting, "{:?}", database.location);
        }
    }
}

#[tokio::test]
async fn r17_a_group_moves_whole_to_another_date_or_not_at_all() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let date = |id: &str, seats| EventFacts { id: id.to_owned(), series: Some("night".to_owned()), ..event(seats) };
        store.update_event(date(EVENT, 5)).await.unwrap();
        store.update_event(date(OTHER, 3)).await.unwrap();
        let (three, two) = (register(&store, 1, 3).await, register(&store, 2, 2).await);
        let waits = register(&store, 3, 3).await;
        assert!(store.other_dates(three).await.unwrap()[0].has_seat);
        let moved = store.move_registration(three, OTHER, OFFER_HOURS).await.unwrap().unwrap();
        assert!(matches!(moved.decision, SeriesMoveDecision::Moved { .. }), "{:?}", database.location);
        assert_eq!((moved.view.event.as_str(), moved.view.seats), (OTHER, 3));
        assert_eq!(state(&store, waits).await, RegistrationState::Offered, "all three that became free");
        assert_eq!(store.seats(OTHER).await.unwrap().unwrap()[&Attendance::Venue].left, Some(0));
        assert!(!store.other_dates(two).await.unwrap()[0].has_seat);
        let full = store.move_registration(two, OTHER, OFFER_HOURS).await.unwrap().unwrap();
        assert_eq!(full.decision, SeriesMoveDecision::Full);
        assert_eq!(state(&store, two).await, RegistrationState::Confirmed, "nobody loses a seat");
    }
}
