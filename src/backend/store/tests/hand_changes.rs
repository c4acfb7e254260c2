//! Staff give, move and take back seats by hand: by the rules of the seats, with a reason, and with the mail that tells of it.

use super::{
    check_ins::let_in,
    groups::{register, room, state},
    joining::OTHER,
    setup::{EVENT, TestDatabase, event, event_today, sealed_for},
};
use crate::{
    intake::{Attendance, RegistrationAction, RegistrationState, SubmissionId},
    store::{EventFacts, HandChangeRequest, HandOutcome, RegistrationView, Store},
};

const OFFER_HOURS: u32 = 48;

/// What staff say of the registration of a submission.
pub async fn by_hand(store: &Store, submission: SubmissionId) -> HandChangeRequest {
    HandChangeRequest {
        registration: store.registration_of(submission).await,
        over_capacity: false,
        reason: "電話で頼まれたため".to_owned(),
        actor: "staff".to_owned(),
        offer_hours: OFFER_HOURS,
    }
}

fn done(outcome: HandOutcome) -> RegistrationView {
    match outcome {
        HandOutcome::Done(view) => *view,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn r22_a_hand_gives_what_is_free_and_more_only_where_it_is_told_to() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(3)).await.unwrap();
        let (two, one) = (register(&store, 1, 2).await, register(&store, 2, 1).await);
        let (first, second) = (register(&store, 3, 2).await, register(&store, 4, 1).await);
        let asked = by_hand(&store, second).await;
        assert_eq!(store.promote_by_hand(asked.clone()).await.unwrap(), HandOutcome::Full { free: 0 });
        assert_eq!(state(&store, second).await, RegistrationState::Waiting, "{:?}", database.location);
        // One seat is free, and the group that waits first needs two: nobody is offered it, and a hand can give it.
        store.change_registration(one, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, second).await, RegistrationState::Waiting);
        for _ in 0..2 {
            let view = done(store.promote_by_hand(asked.clone()).await.unwrap());
            assert_eq!((view.state, view.expires_at), (RegistrationState::Confirmed, None));
        }
        assert_eq!((room(&store).await.left, room(&store).await.waiting), (Some(0), 2));
        let beyond = HandChangeRequest { over_capacity: true, ..by_hand(&store, first).await };
        assert_eq!(done(store.promote_by_hand(beyond).await.unwrap()).state, RegistrationState::Confirmed);
        assert_eq!(room(&store).await.waiting, 0);
        let mails = store.waiting_mails().await;
        assert_eq!(mails.iter().filter(|kind| *kind == "seat-confirmed").count(), 4, "{mails:?}");
        assert_eq!(store.count_audited("registration.promoted").await, 2);
        let reasons = store.registration_reasons(asked.registration, "staff").await.unwrap();
        assert_eq!((reasons.len(), reasons[0].text.as_str()), (1, "電話で頼まれたため"));
        assert_eq!(done(store.promote_by_hand(by_hand(&store, two).await).await.unwrap()).seats, 2, "it is so already");
        assert_eq!(store.promote_by_hand(by_hand(&store, one).await).await.unwrap(), HandOutcome::NotPossible);
        assert_eq!(store.broken_audit_chains().await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_offer_that_staff_take_for_somebody_is_their_seat() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(1)).await.unwrap();
        let (first, second) = (register(&store, 1, 1).await, register(&store, 2, 1).await);
        store.change_registration(first, RegistrationAction::Cancel, OFFER_HOURS).await.unwrap();
        assert_eq!(state(&store, second).await, RegistrationState::Offered);
        done(store.promote_by_hand(by_hand(&store, second).await).await.unwrap());
        assert_eq!(state(&store, second).await, RegistrationState::Confirmed, "{:?}", database.location);
        assert_eq!(room(&store).await.left, Some(0));
        assert_eq!(store.expire_registrations(OFFER_HOURS).await.unwrap(), 0, "nothing of it ends");
    }
}

#[tokio::test]
async fn staff_move_somebody_to_any_event_with_their_seat_or_not_at_all() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(2)).await.unwrap();
        store.update_event(EventFacts { id: OTHER.to_owned(), ..event(1) }).await.unwrap();
        let (moved, stays) = (register(&store, 1, 1).await, register(&store, 2, 1).await);
        let waits = register(&store, 3, 1).await;
        let view = done(store.move_to_event(by_hand(&store, moved).await, OTHER, None).await.unwrap());
        assert_eq!((view.event.as_str(), view.state), (OTHER, RegistrationState::Confirmed));
        let reason =
            store.registration_reasons(by_hand(&store, moved).await.registration, "staff").await.unwrap().remove(0);
        let places = [reason.from, reason.to].map(|place| place.map(|place| (place.event, place.seats)));
        assert_eq!(places, [EVENT, OTHER].map(|event| Some((event.to_owned(), 1))), "from where to where");
        assert_eq!(state(&store, waits).await, RegistrationState::Offered, "{:?}", database.location);
        let asked = by_hand(&store, stays).await;
        assert_eq!(store.move_to_event(asked.clone(), OTHER, None).await.unwrap(), HandOutcome::Full { free: 0 });
        assert_eq!(state(&store, stays).await, RegistrationState::Confirmed, "nobody loses a seat");
        // Who is offered a seat here waits there, at the end.
        let view = done(store.move_to_event(by_hand(&store, waits).await, OTHER, None).await.unwrap());
        assert_eq!((view.state, view.ahead), (RegistrationState::Waiting, Some(0)));
        let beyond = HandChangeRequest { over_capacity: true, ..asked.clone() };
        assert_eq!(done(store.move_to_event(beyond, OTHER, None).await.unwrap()).event, OTHER);
        store.receive(sealed_for(OTHER, 7)).await.unwrap();
        let back = sealed_for(EVENT, 7);
        let back_id = back.id;
        store.receive(back).await.unwrap();
        let twice = store.move_to_event(by_hand(&store, back_id).await, OTHER, None).await.unwrap();
        assert_eq!(twice, HandOutcome::AlreadyThere);
        for target in [EVENT, "events/none"] {
            let outcome = store.move_to_event(by_hand(&store, back_id).await, target, None).await.unwrap();
            assert_eq!(outcome, HandOutcome::NotPossible, "{target}");
        }
    }
}

#[tokio::test]
async fn staff_have_somebody_take_part_in_the_other_way() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        let places = [(Attendance::Venue, Some(1)), (Attendance::Online, None)].into();
        store.update_event(EventFacts { places, ..event(1) }).await.unwrap();
        let (first, second) = (register(&store, 1, 1).await, register(&store, 2, 1).await);
        let online = store.change_attendance(by_hand(&store, first).await, Attendance::Online).await.unwrap();
        assert_eq!(done(online).state, RegistrationState::Confirmed);
        assert_eq!(state(&store, second).await, RegistrationState::Offered, "{:?}", database.location);
        let back = store.change_attendance(by_hand(&store, first).await, Attendance::Venue).await.unwrap();
        assert_eq!(back, HandOutcome::Full { free: 0 });
        // Who is offered a seat in the room and would rather see it online has a seat there.
        let online = store.change_attendance(by_hand(&store, second).await, Attendance::Online).await.unwrap();
        assert_eq!(done(online).state, RegistrationState::Confirmed);
        assert_eq!(room(&store).await.left, Some(1));
        let back = store.change_attendance(by_hand(&store, first).await, Attendance::Venue).await.unwrap();
        assert_eq!(done(back).state, RegistrationState::Confirmed);
        let list = store.attendees(EVENT, "staff").await.unwrap().unwrap();
        let mut ways: Vec<_> = list.confirmed.iter().map(|attendee| attendee.attendance).collect();
        ways.sort_unstable();
        assert_eq!(ways, [Attendance::Venue, Attendance::Online]);
    }
}

#[tokio::test]
async fn a_group_becomes_larger_where_there_is_room_and_smaller_for_those_who_wait() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(4)).await.unwrap();
        let (three, waits) = (register(&store, 1, 3).await, register(&store, 2, 2).await);
        let asked = by_hand(&store, three).await;
        assert_eq!(store.change_seats(asked.clone(), 5).await.unwrap(), HandOutcome::Full { free: 1 });
        assert_eq!(store.change_seats(asked.clone(), 0).await.unwrap(), HandOutcome::NotPossible);
        assert_eq!(done(store.change_seats(asked.clone(), 4).await.unwrap()).seats, 4, "{:?}", database.location);
        assert_eq!(store.change_seats(by_hand(&store, waits).await, 9).await.unwrap(), HandOutcome::Full { free: 0 });
        assert_eq!(done(store.change_seats(by_hand(&store, waits).await, 3).await.unwrap()).seats, 3);
        assert_eq!(room(&store).await.waiting, 3);
        done(store.change_seats(asked.clone(), 1).await.unwrap());
        assert_eq!(state(&store, waits).await, RegistrationState::Offered, "all three that are free now");
        let beyond = HandChangeRequest { over_capacity: true, ..asked };
        assert_eq!(done(store.change_seats(beyond, 2).await.unwrap()).seats, 2);
        let view = done(store.change_seats(by_hand(&store, waits).await, 2).await.unwrap());
        assert_eq!(view.state, RegistrationState::Offered);
        assert!(view.expires_at.is_some(), "an offer stays one");
    }
}

#[tokio::test]
async fn staff_give_back_for_somebody_with_or_without_a_mail() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(2)).await.unwrap();
        let (told, untold) = (register(&store, 1, 1).await, register(&store, 2, 1).await);
        let waits = register(&store, 3, 1).await;
        for _ in 0..2 {
            let view = done(store.cancel_by_staff(by_hand(&store, untold).await, false).await.unwrap());
            assert_eq!(view.state, RegistrationState::Cancelled);
        }
        assert_eq!(state(&store, waits).await, RegistrationState::Offered, "{:?}", database.location);
        let count = |mails: Vec<String>| mails.iter().filter(|kind| *kind == "seat-cancelled").count();
        assert_eq!(count(store.waiting_mails().await), 0);
        done(store.cancel_by_staff(by_hand(&store, told).await, true).await.unwrap());
        assert_eq!(count(store.waiting_mails().await), 1);
        assert_eq!(store.count_audited("registration.cancelled").await, 2, "once each");
        let nobody = HandChangeRequest {
            registration: crate::intake::RegistrationId(uuid::Uuid::nil()),
            ..by_hand(&store, told).await
        };
        assert_eq!(store.cancel_by_staff(nobody, true).await.unwrap(), HandOutcome::Unknown);
    }
}

#[tokio::test]
async fn with_what_somebody_came_is_neither_moved_away_nor_given_back() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event_today(3)).await.unwrap();
        store.update_event(EventFacts { id: OTHER.to_owned(), ..event(3) }).await.unwrap();
        let came = register(&store, 1, 1).await;
        let_in(&store, store.registration_of(came).await).await;
        let asked = by_hand(&store, came).await;
        assert_eq!(store.cancel_by_staff(asked.clone(), true).await.unwrap(), HandOutcome::CheckedIn);
        assert_eq!(store.move_to_event(asked.clone(), OTHER, None).await.unwrap(), HandOutcome::CheckedIn);
        assert_eq!(done(store.change_seats(asked, 2).await.unwrap()).seats, 2, "one more came along");
        assert_eq!(state(&store, came).await, RegistrationState::Confirmed, "{:?}", database.location);
    }
}
