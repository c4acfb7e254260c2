//! Counsellors are away, or there beside their hours, as staff say: at once, for lists and for bookings, and whoever is booked then is
//! shown.

use std::time::Duration;

use jiff::ToSpan;
use tsubame_model::schema::Booking;

use super::{
    booking_setup::{at, book, definition, held_wish, slot, unguarded_pair, wish, wish_of},
    setup::TestDatabase,
};
use crate::{
    intake::{
        SubmissionId,
        bookings::{BookingAction, BookingConflict, HostTimeKind, Slot, TakenCells, cells},
        calendar::Holidays,
    },
    store::{AddedHostTime, BookingOutcome, NewHostTime, Reception, SealedSubmission, Store},
};

fn said(kind: HostTimeKind, from: &str, until: &str) -> NewHostTime {
    NewHostTime {
        resource: "sato".to_owned(), kind, times: at(from)..at(until), reason: "研修（見本）".to_owned()
    }
}

fn away(from: &str, until: &str) -> NewHostTime {
    said(HostTimeKind::Away, from, until)
}

/// The submissions of the bookings that lie in a time that was just said.
fn booked(told: AddedHostTime) -> Vec<SubmissionId> {
    match told {
        AddedHostTime::Added { booked } => booked.into_iter().map(|view| view.submission).collect(),
        AddedHostTime::AlreadyThere => panic!("it was said before"),
    }
}

async fn conflicts(store: &Store) -> Vec<(SubmissionId, BookingConflict)> {
    let bookings = [("talk".to_owned(), definition())].into();
    let from = at("00:00") - 24.hours();
    let found = store.bookings_in_conflict(&bookings, &Holidays::default(), from).await.unwrap();
    found.into_iter().map(|(view, conflict)| (view.submission, conflict)).collect()
}

/// A wish for a time that is beside the hours.
fn extra_wish(number: usize, clock: &str) -> SealedSubmission {
    wish_of(&definition(), number, Slot { is_extra: true, ..slot("sato", clock) })
}

#[tokio::test]
async fn who_is_away_is_not_booked_and_whoever_is_booked_already_is_shown() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let mine = book(&store, wish(1, &["sato"], "10:00")).await;
        let asked = book(&store, held_wish(2, &["sato"], "11:30")).await;
        book(&store, wish(3, &["ito"], "10:00")).await;
        let told = store.add_host_time(away("09:00", "13:00"), "staff").await.unwrap();
        assert_eq!(booked(told), [mine, asked], "{:?}", database.location);
        assert_eq!(conflicts(&store).await, [(mine, BookingConflict::Away), (asked, BookingConflict::Away)]);
        // Buffers count on either side: an hour, and a quarter after it.
        for (number, (clock, is_free)) in
            [("07:30", true), ("08:00", false), ("12:30", false), ("13:00", true)].into_iter().enumerate()
        {
            let reception = other.receive(wish(10 + number, &["sato"], clock)).await.unwrap();
            assert_eq!(reception != Reception::SlotTaken, is_free, "{clock}");
        }
        let whoever = book(&other, wish(20, &["sato", "ito"], "11:30")).await;
        assert_eq!(other.booking(whoever).await.unwrap().unwrap().resource, "ito");
        let accepted = store.change_booking(asked, BookingAction::Accept).await.unwrap();
        assert!(matches!(accepted, BookingOutcome::Taken(_)), "{accepted:?}");
        let moved = store.move_booking(mine, &definition(), slot("sato", "11:00")).await.unwrap();
        assert!(matches!(moved, BookingOutcome::Taken(_)), "{moved:?}");
        let moved = store.move_booking(mine, &definition(), slot("sato", "16:00")).await.unwrap();
        assert_eq!(moved.into_view().unwrap().starts_at, at("16:00"));
        assert_eq!(conflicts(&store).await, [(asked, BookingConflict::Away)]);
        // What lists free times knows it, too.
        let day = cells(at("00:00"), at("23:00"), &definition().slots);
        let taken = store.taken_time(&definition(), day).await.unwrap();
        let is_free = |resource, clock| taken.is_free(resource, cells(at(clock), at("12:00"), &definition().slots));
        assert!(
            !is_free("sato", "11:00") && !is_free("ito", "11:30") && is_free("ito", "11:55") == is_free("ito", "11:30")
        );
    }
}

#[tokio::test]
async fn a_time_is_said_once_and_taken_back_once() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let (one, two) = tokio::join!(
            store.add_host_time(away("09:00", "13:00"), "a"),
            other.add_host_time(away("09:00", "13:00"), "b")
        );
        let told = [one.unwrap(), two.unwrap()];
        assert_eq!(told.iter().filter(|told| **told == AddedHostTime::AlreadyThere).count(), 1, "{told:?}");
        // Others may overlap it: whoever takes one back leaves the other.
        store.add_host_time(away("12:00", "15:00"), "a").await.unwrap();
        let known = store.host_times(at("00:00")).await.unwrap();
        assert_eq!(known.len(), 2);
        assert_eq!((known[0].said.clone(), known[1].said.times.start), (away("09:00", "13:00"), at("12:00")));
        assert_eq!(store.host_times(at("14:00")).await.unwrap().len(), 1, "what is over is no plan");
        let (one, two) = tokio::join!(store.end_host_time(known[0].id, "a"), other.end_host_time(known[0].id, "b"));
        assert_ne!(one.unwrap(), two.unwrap());
        book(&store, wish(1, &["sato"], "10:00")).await;
        assert_eq!(store.receive(wish(2, &["sato"], "12:00")).await.unwrap(), Reception::SlotTaken);
        let again = store.add_host_time(away("09:00", "13:00"), "a").await.unwrap();
        assert_eq!(booked(again).len(), 1, "what was taken back can be said again");
        let audited = [store.count_audited("host_time.added").await, store.count_audited("host_time.ended").await];
        assert_eq!(audited, [3, 1]);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn without_the_unique_key_a_time_is_there_twice() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        database.drop_index("one_host_time").await;
        for _ in 0..2 {
            assert_eq!(booked(store.add_host_time(away("09:00", "13:00"), "a").await.unwrap()), []);
        }
        assert_eq!(store.host_times(at("00:00")).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn who_is_there_beside_their_hours_is_booked_as_long_as_they_are() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        assert_eq!(store.receive(extra_wish(1, "03:00")).await.unwrap(), Reception::SlotTaken);
        store.add_host_time(said(HostTimeKind::Extra, "03:00", "05:00"), "staff").await.unwrap();
        let day = cells(at("00:00"), at("23:00"), &definition().slots);
        let known = other.host_times_of(&definition(), day).await.unwrap();
        assert_eq!(known.extra_times("sato"), [at("03:00")..at("05:00")]);
        let mine = book(&other, extra_wish(1, "03:00")).await;
        assert_eq!(conflicts(&store).await, []);
        for clock in ["02:30", "04:30"] {
            let beside = other.receive(extra_wish(2, clock)).await.unwrap();
            assert_eq!(beside, Reception::SlotTaken, "{clock}: not all of it");
        }
        // Whoever is away is away, also then.
        let shut = store.add_host_time(away("04:00", "05:00"), "staff").await.unwrap();
        assert_eq!(booked(shut), [mine], "its buffer");
        assert_eq!(other.receive(extra_wish(3, "04:00")).await.unwrap(), Reception::SlotTaken);
        let extra = store.host_times(at("00:00")).await.unwrap().remove(0);
        assert!(store.end_host_time(extra.id, "staff").await.unwrap());
        assert_eq!(conflicts(&store).await, [(mine, BookingConflict::Closed)]);
        let moved = store.move_booking(mine, &definition(), Slot { is_extra: true, ..slot("sato", "02:30") }).await;
        assert!(matches!(moved.unwrap(), BookingOutcome::Taken(_)));
        let nobody = Booking { resources: Vec::new(), ..definition() };
        assert_eq!(store.host_times_of(&nobody, 0..1).await.unwrap(), TakenCells::default());
    }
}

/// Somebody books at one process while staff say at the other that the counsellor is away, in several parts of a day; gives how many
/// staff were shown, and how many lie there in the end.
async fn away_while_booking([first, second]: [&Store; 2], wait: Duration) -> (usize, usize) {
    let mut shown = 0;
    for (number, hour) in [6, 9, 12, 15, 18, 21].into_iter().enumerate() {
        let clock = format!("{hour:02}:00");
        let time = away(&clock, &format!("{:02}:00", hour + 2));
        let (received, told) = tokio::join!(first.receive(wish(number, &["sato"], &clock)), async {
            tokio::time::sleep(wait).await;
            second.add_host_time(time, "staff").await
        });
        received.unwrap();
        shown += booked(told.unwrap()).len();
    }
    (shown, conflicts(first).await.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_who_books_while_the_counsellor_goes_away_nobody_is_left_unseen() {
    for database in TestDatabase::each().await {
        for wait in [0, 1] {
            let (first, second) = (database.replica().await, database.replica().await);
            let (shown, inside) = away_while_booking([&first, &second], Duration::from_millis(wait)).await;
            assert_eq!(shown, inside, "{:?}", database.location);
            for time in first.host_times(at("00:00")).await.unwrap() {
                first.end_host_time(time.id, "staff").await.unwrap();
            }
            for (submission, _) in conflicts(&first).await {
                first.change_booking(submission, BookingAction::Cancel).await.unwrap();
            }
            for view in first.upcoming_bookings(at("00:00")).await.unwrap() {
                first.change_booking(view.submission, BookingAction::Cancel).await.unwrap();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_guard_somebody_is_booked_with_a_counsellor_who_is_away() {
    for database in TestDatabase::each().await {
        let [first, second] = unguarded_pair(&database).await;
        // What is taken is read a tenth of a second before it is written.
        let (shown, inside) = away_while_booking([&first, &second], Duration::from_millis(30)).await;
        assert!(inside > shown, "{:?}: {shown} of {inside}", database.location);
    }
}
