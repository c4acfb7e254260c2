//! Two processes on one database give out the time of counsellors and people.

use jiff::ToSpan;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tsubame_model::schema::{ClosedDays, ClosedPeriod};
use uuid::Uuid;

use super::{
    booking_setup::{
        all_bookings, at, book, candidate, definition, held_wish, taken_cells, unconfirmed_wish, unguarded_pair, wish,
    },
    setup::TestDatabase,
};
use crate::{
    intake::{
        SubmissionId,
        bookings::{BookingAction, BookingConflict, BookingState, resource_name},
        calendar::Holidays,
    },
    store::{
        BookingOutcome, Reception, Store,
        entities::{booking, booking_cell, outbox_mail},
    },
};

/// Cells of a booking: an hour and a quarter.
const CELLS: usize = 15;

/// The times of two counsellors that do not overlap, twenty of them.
fn twenty_slots() -> Vec<(&'static str, String)> {
    let clocks = (0..10).map(|at| at * 75 + 6 * 60).map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60));
    clocks.flat_map(|clock| [("sato", clock.clone()), ("ito", clock)]).collect()
}

/// Everybody at once: so many people, who want these times in turn, one at each replica.
async fn all_at_once(replicas: [&Store; 2], people: usize, slots: &[(&str, String)]) -> Vec<Reception> {
    let wishes = (0..people).map(|number| {
        let (resource, clock) = &slots[number / 2 % slots.len()];
        (replicas[number % 2].clone(), wish(number, &[resource], clock))
    });
    // All are sealed before the first is sent, or whoever is sealed first would be alone.
    let wishes: Vec<_> = wishes.collect();
    let tries = wishes.into_iter().map(|(store, wish)| tokio::spawn(async move { store.receive(wish).await.unwrap() }));
    let tries: Vec<_> = tries.collect();
    let mut receptions = Vec::new();
    for attempt in tries {
        receptions.push(attempt.await.unwrap());
    }
    receptions
}

async fn mails(store: &Store, submission: SubmissionId) -> Vec<String> {
    let of_submission = outbox_mail::Column::SubmissionId.eq(submission.0);
    let mails = outbox_mail::Entity::find().filter(of_submission).all(store.readers()).await.unwrap();
    let mut kinds: Vec<String> = mails.into_iter().map(|mail| mail.kind).collect();
    kinds.sort();
    kinds
}

#[tokio::test(flavor = "multi_thread")]
async fn r24_one_slot_for_two_hundred_people_is_booked_once_and_twenty_are_twenty_times() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        let one = [("sato", "23:00".to_owned())];
        let receptions = all_at_once([&first, &second], 200, &one).await;
        let count = |told: &[Reception]| told.iter().filter(|reception| **reception == Reception::SlotTaken).count();
        assert_eq!((all_bookings(&first).await.len(), count(&receptions)), (1, 199), "{:?}", database.location);
        assert_eq!(taken_cells(&first).await, 2 * CELLS, "the counsellor's and the person's");
        let receptions = all_at_once([&first, &second], 200, &twenty_slots()).await;
        assert_eq!((all_bookings(&first).await.len(), count(&receptions)), (21, 180), "{:?}", database.location);
        assert_eq!(taken_cells(&first).await, 21 * 2 * CELLS);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r24_without_the_guard_a_slot_is_booked_twice_and_twenty_are_more_than_twenty_times() {
    for slots in [vec![("sato", "10:00".to_owned())], twenty_slots()] {
        for database in TestDatabase::each().await {
            let [first, second] = unguarded_pair(&database).await;
            all_at_once([&first, &second], 200, &slots).await;
            let booked = all_bookings(&first).await.len();
            assert!(booked > slots.len(), "{:?}: {booked} bookings", database.location);
        }
    }
}

#[tokio::test]
async fn r24_what_overlaps_is_refused_by_the_program_and_by_the_database_itself() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        book(&store, wish(1, &["sato"], "10:00")).await;
        let others = [("10:30", false), ("11:00", false), ("09:00", false), ("08:45", true), ("11:15", true)];
        for (number, (clock, is_free)) in others.into_iter().enumerate() {
            let reception = store.receive(wish(10 + number, &["sato"], clock)).await.unwrap();
            assert_eq!(reception != Reception::SlotTaken, is_free, "{clock}: an hour, and a quarter after it");
        }
        // Whatever a program says: the middle of the first booking is nobody else's.
        let cell = candidate("sato", "10:30").cells.start;
        let other = booking_cell::ActiveModel {
            resource: Set(resource_name("sato")),
            cell: Set(cell),
            booking_id: Set(Uuid::new_v4()),
        };
        let refused = booking_cell::Entity::insert(other).exec_without_returning(&store.databases.writer).await;
        assert!(refused.is_err(), "{:?}", database.location);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r24_of_two_requests_that_staff_accept_from_two_windows_one_is_booked() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        let a = book(&first, held_wish(1, &["sato"], "10:00")).await;
        let b = book(&first, held_wish(2, &["sato"], "10:00")).await;
        assert_eq!(taken_cells(&first).await, 0, "who is looked at takes no time");
        let accept = BookingAction::Accept;
        let (one, other) = tokio::join!(first.change_booking(a, accept), second.change_booking(b, accept));
        let outcomes = [one.unwrap(), other.unwrap()];
        let booked = outcomes.iter().filter(|outcome| matches!(outcome, BookingOutcome::Stands(_))).count();
        let refused = outcomes.iter().filter(|outcome| matches!(outcome, BookingOutcome::Taken(_))).count();
        assert_eq!((booked, refused), (1, 1), "{outcomes:?}");
        let states: Vec<String> = all_bookings(&first).await.into_iter().map(|row| row.state).collect();
        assert!(states.contains(&"booked".to_owned()) && states.contains(&"requested".to_owned()), "{states:?}");
    }
}

#[tokio::test]
async fn r24_any_counsellor_is_whoever_is_free_and_a_person_is_in_one_place() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        book(&store, wish(1, &["sato", "ito"], "10:00")).await;
        book(&store, wish(2, &["sato", "ito"], "10:00")).await;
        assert_eq!(store.receive(wish(3, &["sato", "ito"], "10:00")).await.unwrap(), Reception::SlotTaken);
        let mut with: Vec<String> = all_bookings(&store).await.into_iter().map(|row| row.resource).collect();
        with.sort();
        assert_eq!(with, ["ito", "sato"]);
        // The first person again, half an hour into the hour that they have: the answer is that of somebody new.
        let again = book(&store, wish(1, &["nobody"], "10:30")).await;
        assert_eq!(all_bookings(&store).await.len(), 2);
        assert_eq!(mails(&store, again).await, ["already-registered"]);
    }
}

#[tokio::test]
async fn who_does_not_confirm_in_time_gives_the_time_to_others() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (late, early) = (
            book(&store, unconfirmed_wish(1, &["sato"], "10:00")).await,
            book(&store, unconfirmed_wish(2, &["sato"], "12:00")).await,
        );
        assert_eq!(mails(&store, late).await, ["please-confirm"]);
        let confirmed = store.change_booking(early, BookingAction::Confirm).await.unwrap().into_view().unwrap();
        assert_eq!((confirmed.state, confirmed.expires_at), (BookingState::Booked, None));
        assert_eq!(
            mails(&store, early).await,
            ["booking-confirmed", "booking-reminder", "host-booked", "please-confirm"]
        );
        assert_eq!(store.expire_bookings().await.unwrap(), 0);
        booking::Entity::update_many()
            .col_expr(booking::Column::ExpiresAt, sea_orm::sea_query::Expr::value(0_i64))
            .filter(booking::Column::State.eq("unconfirmed"))
            .exec(&store.databases.writer)
            .await
            .unwrap();
        assert_eq!(store.expire_bookings().await.unwrap(), 1);
        assert_eq!(store.booking(late).await.unwrap().unwrap().state, BookingState::Lapsed);
        book(&store, wish(3, &["sato"], "10:00")).await;
    }
}

#[tokio::test]
async fn a_day_closed_after_somebody_booked_is_shown_to_staff_and_nothing_is_dropped() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let submission = book(&store, wish(1, &["sato"], "10:00")).await;
        let from = at("00:00") - 24.hours();
        let mut talk = definition();
        let conflicts = async |talk: &tsubame_model::schema::Booking| {
            let bookings = [("talk".to_owned(), talk.clone())].into();
            let found = store.bookings_in_conflict(&bookings, &Holidays::default(), from).await.unwrap();
            found.into_iter().map(|(view, conflict)| (view.submission, conflict)).collect::<Vec<_>>()
        };
        assert_eq!(conflicts(&talk).await, []);
        let day = candidate("sato", "10:00").slot.business_day;
        talk.closed
            .push(ClosedPeriod { label: "臨時休業".to_owned(), days: ClosedDays::Once { from: day, to: day } });
        assert_eq!(conflicts(&talk).await, [(submission, BookingConflict::Closed)]);
        talk.closed.clear();
        talk.resources.retain(|resource| resource.key != "sato");
        assert_eq!(conflicts(&talk).await, [(submission, BookingConflict::NotOffered)]);
        assert_eq!(store.booking(submission).await.unwrap().unwrap().state, BookingState::Booked);
        assert_eq!(taken_cells(&store).await, 2 * CELLS);
    }
}
