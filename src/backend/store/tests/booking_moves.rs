//! Bookings are moved and given back, by links old and new: their person never has more than one.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    booking_setup::{all_bookings, at, book, definition, slot, taken_cells, unguarded_pair, wish},
    setup::TestDatabase,
};
use crate::{
    intake::{
        SubmissionId,
        bookings::{BookingAction, BookingState},
    },
    store::{BookingOutcome, JoinAddressError, Reception, Store, entities::outbox_mail},
};

async fn move_to(store: &Store, submission: SubmissionId, clock: &str) -> BookingOutcome {
    store.move_booking(submission, &definition(), slot("sato", clock)).await.unwrap()
}

/// Kinds of mails that wait, with the moments at which reminders are due.
async fn reminders(store: &Store, submission: SubmissionId) -> Vec<i64> {
    let of_submission = outbox_mail::Column::SubmissionId.eq(submission.0);
    let mails =
        outbox_mail::Entity::find().filter(of_submission).filter(outbox_mail::Column::Kind.eq("booking-reminder"));
    mails.all(store.readers()).await.unwrap().into_iter().map(|mail| mail.due_at).collect()
}

#[tokio::test]
async fn r25_every_change_ends_with_one_booking_and_what_was_left_is_free_at_once() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mine = book(&store, wish(1, &["sato"], "10:00")).await;
        let day_ms = 24 * 60 * 60 * 1000;
        assert_eq!(reminders(&store, mine).await, [at("10:00").as_millisecond() - day_ms]);
        let moved = move_to(&store, mine, "12:00").await.into_view().unwrap();
        assert_eq!((moved.state, moved.starts_at), (BookingState::Booked, at("12:00")));
        assert_eq!(reminders(&store, mine).await, [at("12:00").as_millisecond() - day_ms], "for the new time alone");
        book(&store, wish(2, &["sato"], "10:00")).await;
        assert!(matches!(move_to(&store, mine, "10:30").await, BookingOutcome::Taken(_)), "what is another's is kept");
        // The link of the first mail, which leads to the same booking: half an hour later overlaps nobody but itself.
        let moved = move_to(&store, mine, "12:30").await.into_view().unwrap();
        assert_eq!(moved.starts_at, at("12:30"));
        assert_eq!(all_bookings(&store).await.len(), 2);

        let cancelled = store.change_booking(mine, BookingAction::Cancel).await.unwrap();
        assert_eq!(cancelled.into_view().unwrap().state, BookingState::Cancelled);
        assert!(reminders(&store, mine).await.is_empty());
        let rows = all_bookings(&store).await;
        let sequence = rows.iter().find(|row| row.submission_id == mine.0).unwrap().sequence;
        assert_eq!(sequence, 3, "two moves and a cancel");
        for _ in 0..2 {
            let after = move_to(&store, mine, "14:00").await;
            assert!(
                matches!(&after, BookingOutcome::Stands(view) if view.state == BookingState::Cancelled),
                "{after:?}"
            );
            let after = store.change_booking(mine, BookingAction::Cancel).await.unwrap();
            assert_eq!(after.into_view().unwrap().state, BookingState::Cancelled);
        }
        assert_eq!(taken_cells(&store).await, 30, "the other's");
        book(&store, wish(3, &["sato"], "12:30")).await;
        let none = store.change_booking(SubmissionId(uuid::Uuid::nil()), BookingAction::Cancel).await.unwrap();
        assert_eq!(none, BookingOutcome::NoBooking);
    }
}

/// Twenty people, each with a time of their own, want the same other one. Gives how many have it.
async fn all_want_one(replicas: [&Store; 2]) -> usize {
    let mut mine = Vec::new();
    for (number, resource) in (0..20).map(|number| (number, if number % 2 == 0 { "sato" } else { "ito" })) {
        // Two hours apart, on either side: nobody overlaps anybody.
        let wish = wish(number, &[resource], &format!("{:02}:00", number / 2 * 2));
        mine.push((book(replicas[0], wish).await, resource));
    }
    let tries = mine.iter().filter(|(_, resource)| *resource == "sato").enumerate().map(|(at, (submission, _))| {
        let (store, submission) = (replicas[at % 2].clone(), *submission);
        tokio::spawn(async move { move_to(&store, submission, "21:00").await })
    });
    let tries: Vec<_> = tries.collect();
    for attempt in tries {
        attempt.await.unwrap();
    }
    let rows = all_bookings(replicas[0]).await;
    assert_eq!(rows.len(), 20, "nobody has lost theirs");
    rows.iter().filter(|row| row.starts_at == at("21:00").as_millisecond()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn r25_of_many_who_move_to_one_time_at_once_one_has_it_and_the_others_keep_theirs() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        assert_eq!(all_want_one([&first, &second]).await, 1, "{:?}", database.location);
        assert_eq!(taken_cells(&first).await, 20 * 30);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r25_without_the_guard_many_have_one_time() {
    for database in TestDatabase::each().await {
        let [first, second] = unguarded_pair(&database).await;
        let count = all_want_one([&first, &second]).await;
        assert!(count > 1, "{:?}: {count}", database.location);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r25_two_who_change_places_at_once_wait_for_nobody_for_ever() {
    for database in TestDatabase::each().await {
        let (first, second) = (database.replica().await, database.replica().await);
        for round in 0..10 {
            let (a, b) = (
                book(&first, wish(100 + round, &["sato"], "10:00")).await,
                book(&first, wish(200 + round, &["sato"], "12:00")).await,
            );
            let (one, other) = tokio::join!(move_to(&first, a, "12:30"), move_to(&second, b, "10:30"));
            assert!(matches!(one, BookingOutcome::Taken(_)) && matches!(other, BookingOutcome::Taken(_)));
            for submission in [a, b] {
                first.change_booking(submission, BookingAction::Cancel).await.unwrap();
            }
        }
        assert_eq!(taken_cells(&first).await, 0);
    }
}

#[tokio::test]
async fn each_video_booking_has_an_address_of_its_own_which_staff_can_replace() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let (a, _) = (book(&store, wish(1, &["sato"], "10:00")).await, book(&store, wish(2, &["ito"], "10:00")).await);
        let sealed: Vec<_> = all_bookings(&store).await.into_iter().map(|row| row.join_sealed.unwrap()).collect();
        assert!(
            sealed.iter().all(|sealed| !sealed.windows(12).any(|part| part == b"meet.example")),
            "it is not readable"
        );
        assert!(matches!(
            store.set_join_address(a, "meet.example.jp", "staff").await,
            Err(JoinAddressError::NotAnAddress)
        ));
        let told = store.set_join_address(a, "https://meet.example.jp/other", "staff").await.unwrap();
        assert!(matches!(told, BookingOutcome::Stands(_)));
        let kinds = store.waiting_mails().await;
        for kind in ["booking-address", "host-changed"] {
            assert_eq!(kinds.iter().filter(|known| *known == kind).count(), 1, "{kinds:?}");
        }
        assert_eq!(store.receive(wish(3, &["sato"], "10:00")).await.unwrap(), Reception::SlotTaken);
    }
}
