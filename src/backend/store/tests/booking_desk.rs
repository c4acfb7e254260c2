//! Staff move talks and give them back with their reasons, say what became of them, and where they meet.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use tsubame_model::schema::Booking;

use super::{
    booking_setup::{all_bookings, at, book, definition, slot, wish, wish_of},
    setup::TestDatabase,
};
use crate::{
    intake::{
        SubmissionId,
        bookings::{BookingAction, BookingMark, BookingState},
        calendar::clock_in_japan,
    },
    store::{
        BookingCounts, BookingHand, BookingOutcome, JoinAddressError, MarkOutcome, Store,
        entities::{audit_record, booking, booking_mark, booking_reason, counted_booking},
    },
};

fn hand(reason: &str) -> BookingHand {
    BookingHand { actor: "staff-1".to_owned(), reason: reason.to_owned() }
}

/// Lets the time of a talk come.
async fn let_it_begin(store: &Store, submission: SubmissionId) -> Timestamp {
    let start = Timestamp::now() - SignedDuration::from_mins(70);
    let at = |minutes| Expr::value((start + SignedDuration::from_mins(minutes)).as_millisecond());
    booking::Entity::update_many()
        .col_expr(booking::Column::StartsAt, at(0))
        .col_expr(booking::Column::EndsAt, at(60))
        .filter(booking::Column::SubmissionId.eq(submission.0))
        .exec(&store.databases.writer)
        .await
        .unwrap();
    start
}

async fn audited_by(store: &Store, action: &str) -> Vec<String> {
    let of_action = audit_record::Entity::find().filter(audit_record::Column::Action.eq(action));
    of_action.all(store.readers()).await.unwrap().into_iter().map(|row| row.actor).collect()
}

#[tokio::test]
async fn what_staff_do_by_hand_is_told_to_both_sides_and_its_reason_is_kept_under_the_key_of_the_person() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let mine = book(&store, wish(1, &["sato"], "10:00")).await;
        let moved = store.move_booking_by_hand(mine, &definition(), slot("sato", "12:00"), hand("担当者の急用")).await;
        assert_eq!(moved.unwrap().into_view().unwrap().starts_at, at("12:00"));
        let taken = book(&store, wish(2, &["sato"], "15:00")).await;
        let refused = store.move_booking_by_hand(mine, &definition(), slot("sato", "15:00"), hand("x")).await.unwrap();
        assert!(matches!(refused, BookingOutcome::Taken(_)), "what could not be done has no reason");
        let cancelled =
            store.change_booking_by_hand(mine, BookingAction::Cancel, hand("本人からの電話")).await.unwrap();
        assert_eq!(cancelled.into_view().unwrap().state, BookingState::Cancelled);
        let mails = store.waiting_mails().await;
        for kind in ["booking-changed", "booking-cancelled", "host-changed", "host-cancelled"] {
            assert_eq!(mails.iter().filter(|known| *known == kind).count(), 1, "{kind}: {mails:?}");
        }
        let found = store.booking_record(mine, true, "staff-1").await.unwrap().unwrap();
        let told: Vec<(&str, &str, &str)> = found
            .reasons
            .iter()
            .map(|reason| (reason.action.as_str(), reason.by.as_str(), reason.text.as_str()))
            .collect();
        let expected =
            [("booking.moved", "staff-1", "担当者の急用"), ("booking.cancelled", "staff-1", "本人からの電話")];
        assert_eq!(told, expected);
        assert_eq!((found.visitor.as_str(), found.host_mail.as_deref()), ("山田1", Some("sato@desk.example.jp")));
        assert!(found.join_address.unwrap().starts_with("https://meet.example.jp/talk-") && !found.is_host_address);
        let few = store.booking_record(mine, false, "staff-2").await.unwrap().unwrap();
        assert_eq!((few.visitor.as_str(), few.reasons.len()), ("", 0), "who may not open persons");
        assert_eq!(audited_by(&store, "booking.cancelled").await, ["staff-1"]);
        assert_eq!(audited_by(&store, "booking.opened").await, ["staff-1", "staff-2"]);
        for row in booking_reason::Entity::find().all(store.readers()).await.unwrap() {
            assert!(!String::from_utf8_lossy(&row.sealed).contains("急用"));
        }
        let lines = store.booking_lines(at("00:00"), at("23:00")).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.view.submission).collect::<Vec<_>>(), [mine, taken]);
        let names = store.visitor_names(&lines, "staff-1").await.unwrap();
        assert_eq!(names[&taken], "山田2");
        store.erase_person(lines[0].record, "admin", 48).await.unwrap();
        assert!(booking_reason::Entity::find().all(store.readers()).await.unwrap().is_empty());
        assert_eq!(store.booking_record(mine, true, "staff-1").await.unwrap(), None);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_talk_was_held_or_one_side_did_not_come_and_it_counts_when_its_person_is_gone() {
    for database in TestDatabase::each().await {
        let (store, other) = (database.replica().await, database.replica().await);
        let mine = book(&store, wish(1, &["sato"], "10:00")).await;
        let mark = |mark| store.mark_booking(mine, mark, "staff-1");
        assert_eq!(mark(BookingMark::Held).await.unwrap(), MarkOutcome::NotPossible, "its time has not come");
        let start = let_it_begin(&store, mine).await;
        let (one, two) =
            tokio::join!(mark(BookingMark::VisitorAbsent), other.mark_booking(mine, BookingMark::Held, "staff-2"));
        let (one, two) = (one.unwrap(), two.unwrap());
        let first = [one, two].into_iter().filter(|outcome| *outcome == MarkOutcome::Marked).count();
        assert_eq!(first, 1, "{one:?} {two:?}: whoever says it second is told what was said");
        assert!(store.unmark_booking(mine, "staff-1").await.unwrap());
        assert!(!store.unmark_booking(mine, "staff-1").await.unwrap());
        for _ in 0..2 {
            assert_eq!(mark(BookingMark::HostAbsent).await.unwrap(), MarkOutcome::Marked);
        }
        let again = mark(BookingMark::Held).await.unwrap();
        assert_eq!(again, MarkOutcome::MarkedBefore(BookingMark::HostAbsent));
        let nobody = store.mark_booking(SubmissionId(uuid::Uuid::nil()), BookingMark::Held, "staff-1").await.unwrap();
        assert_eq!(nobody, MarkOutcome::Unknown);
        let line = store.booking_record(mine, true, "staff-1").await.unwrap().unwrap().line;
        assert_eq!(line.mark, Some(BookingMark::HostAbsent));

        let day = clock_in_japan(start).date();
        let counts = [("talk".to_owned(), BookingCounts { booked: 1, host_absent: 1, ..BookingCounts::default() })];
        assert_eq!(store.booking_counts(day).await.unwrap(), counts.clone().into());
        store.erase_person(line.record, "admin", 48).await.unwrap();
        assert!(booking_mark::Entity::find().all(store.readers()).await.unwrap().is_empty());
        assert_eq!(counted_booking::Entity::find().all(store.readers()).await.unwrap().len(), 1);
        assert_eq!(store.booking_counts(day).await.unwrap(), counts.into(), "{:?}", database.location);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_talk_without_an_address_of_its_own_meets_at_that_of_its_host() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let pasted = Booking { join_address: None, ..definition() };
        let mine = book(&store, wish_of(&pasted, 1, slot("sato", "10:00"))).await;
        let others = book(&store, wish_of(&pasted, 2, slot("ito", "10:00"))).await;
        let record = async |submission| store.booking_record(submission, true, "staff-1").await.unwrap().unwrap();
        assert_eq!(record(mine).await.join_address, None);
        let wrong = store.set_host_address("sato", "meet.example.jp", "staff-1").await;
        assert!(matches!(wrong, Err(JoinAddressError::NotAnAddress)));
        for room in ["https://meet.example.jp/old", " https://meet.example.jp/sato "] {
            store.set_host_address("sato", room, "staff-1").await.unwrap();
        }
        let found = record(mine).await;
        assert_eq!(
            (found.join_address.as_deref(), found.is_host_address),
            (Some("https://meet.example.jp/sato"), true)
        );
        assert_eq!(record(others).await.join_address, None, "it is another host's");
        // Both sides are told in their mails.
        for mail in store.claim_mails(9).await.unwrap() {
            let Some(told) = store.mail_facts(&mail).await.unwrap().and_then(|facts| facts.booking) else { continue };
            let expected = (told.view.resource == "sato").then_some("https://meet.example.jp/sato");
            assert_eq!(told.join_address.as_deref(), expected, "{:?}", mail.kind);
        }
        store.set_join_address(mine, "https://meet.example.jp/own", "staff-1").await.unwrap();
        let found = record(mine).await;
        assert_eq!(
            (found.join_address.as_deref(), found.is_host_address),
            (Some("https://meet.example.jp/own"), false)
        );
        store.set_host_address("sato", "", "staff-1").await.unwrap();
        assert!(store.host_addresses().await.unwrap().is_empty());
        assert_eq!(all_bookings(&store).await.len(), 2);
    }
}
