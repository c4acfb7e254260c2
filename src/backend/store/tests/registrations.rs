//! Registrations are confirmed, given back and over; who waits moves up, in order, once.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::setup::{TestDatabase, event, form, keys, sealed, sent_by};
use crate::{
    intake::{RegistrationAction, RegistrationState, SubmissionId},
    store::{
        EventFacts, Reception, SealedSubmission, Store,
        entities::{event as events, outbox_mail, person_address, registration},
    },
};

const OFFER_HOURS: u32 = 48;

async fn register(store: &Store, number: usize) -> SubmissionId {
    match store.receive(sealed(&sent_by(number))).await.unwrap() {
        Reception::Received { submission, .. } => submission,
        other => panic!("{other:?}"),
    }
}

async fn change(store: &Store, submission: SubmissionId, action: RegistrationAction) -> RegistrationState {
    store.change_registration(submission, action, OFFER_HOURS).await.unwrap().unwrap().state
}

async fn state(store: &Store, submission: SubmissionId) -> RegistrationState {
    store.registration(submission).await.unwrap().unwrap().state
}

async fn mails(store: &Store, submission: SubmissionId) -> Vec<String> {
    let of_submission = outbox_mail::Column::SubmissionId.eq(submission.0);
    let mails = outbox_mail::Entity::find().filter(of_submission).all(store.readers()).await.unwrap();
    mails.into_iter().map(|mail| mail.kind).collect()
}

#[tokio::test]
async fn r22_who_gives_back_gets_no_second_offer_and_the_next_gets_exactly_one() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(2)).await.unwrap();
        let (a, b) = (register(&store, 1).await, register(&store, 2).await);
        let (c, d) = (register(&store, 3).await, register(&store, 4).await);
        assert_eq!(store.registration(d).await.unwrap().unwrap().ahead, Some(1));

        assert_eq!(change(&store, b, RegistrationAction::Cancel).await, RegistrationState::Cancelled);
        assert_eq!(state(&store, c).await, RegistrationState::Offered);
        assert_eq!(state(&store, d).await, RegistrationState::Waiting, "one seat, one offer");
        assert_eq!(change(&store, c, RegistrationAction::Confirm).await, RegistrationState::Confirmed);
        assert_eq!(change(&store, c, RegistrationAction::Cancel).await, RegistrationState::Cancelled);
        assert_eq!(state(&store, d).await, RegistrationState::Offered);
        // A gives back while D accepts: each of them once, whichever comes first.
        let (cancelled, accepted) =
            tokio::join!(change(&store, a, RegistrationAction::Cancel), change(&store, d, RegistrationAction::Confirm));
        assert_eq!((cancelled, accepted), (RegistrationState::Cancelled, RegistrationState::Confirmed));
        assert_eq!(mails(&store, d).await.iter().filter(|kind| *kind == "seat-offered").count(), 1);
        assert_eq!(mails(&store, c).await.iter().filter(|kind| *kind == "seat-offered").count(), 1);
    }
}

#[tokio::test]
async fn who_gives_back_and_comes_again_at_once_is_registered_again() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(2)).await.unwrap();
        let first = register(&store, 1).await;
        assert_eq!(register(&store, 1).await, first, "sent twice");
        change(&store, first, RegistrationAction::Cancel).await;
        let second = register(&store, 1).await;
        assert_ne!(second, first);
        assert_eq!(state(&store, second).await, RegistrationState::Confirmed);
    }
}

#[tokio::test]
async fn r22_nothing_is_offered_once_the_event_is_closed() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(1)).await.unwrap();
        let (first, second) = (register(&store, 1).await, register(&store, 2).await);
        let row = events::Entity::find().one(store.readers()).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        row.closes_at = Set(0);
        row.update(&store.databases.writer).await.unwrap();
        assert_eq!(change(&store, first, RegistrationAction::Cancel).await, RegistrationState::Cancelled);
        assert_eq!(state(&store, second).await, RegistrationState::Waiting);
    }
}

#[tokio::test]
async fn r13_a_button_acts_once_and_answers_alike_ever_after() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(2)).await.unwrap();
        let mut form = form();
        form.double_opt_in = true;
        let sealed = SealedSubmission::seal(&form, &sent_by(1), String::new(), false, &keys()).unwrap();
        let id = sealed.id;
        store.receive(sealed).await.unwrap();
        assert_eq!(state(&store, id).await, RegistrationState::Unconfirmed);
        for _ in 0..3 {
            assert_eq!(change(&store, id, RegistrationAction::Confirm).await, RegistrationState::Confirmed);
        }
        assert_eq!(mails(&store, id).await, ["please-confirm", "seat-confirmed"]);
        let address = person_address::Entity::find().one(store.readers()).await.unwrap().unwrap();
        assert!(address.verified_at.is_some());
        for _ in 0..3 {
            assert_eq!(change(&store, id, RegistrationAction::Cancel).await, RegistrationState::Cancelled);
        }
        assert_eq!(mails(&store, id).await.len(), 3);
        let unknown =
            store.change_registration(SubmissionId(uuid::Uuid::new_v4()), RegistrationAction::Confirm, 1).await;
        assert_eq!(unknown.unwrap(), None);
    }
}

#[tokio::test]
async fn what_nobody_confirmed_in_time_is_the_first_in_line_and_an_offer_that_nobody_took_is_over() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(EventFacts { title: "朝の会（見本）".to_owned(), ..event(1) }).await.unwrap();
        let mut form = form();
        form.double_opt_in = true;
        let unconfirmed = SealedSubmission::seal(&form, &sent_by(1), String::new(), false, &keys()).unwrap();
        let late = unconfirmed.id;
        store.receive(unconfirmed).await.unwrap();
        let next = register(&store, 2).await;
        assert_eq!(store.expire_registrations(OFFER_HOURS).await.unwrap(), 0, "its time is not over");
        end_now(&store, late).await;
        assert_eq!(store.expire_registrations(OFFER_HOURS).await.unwrap(), 1);
        // Its seat is offered to the first in line, which is itself.
        assert_eq!(state(&store, late).await, RegistrationState::Offered);
        assert_eq!(state(&store, next).await, RegistrationState::Waiting);
        end_now(&store, late).await;
        assert_eq!(store.expire_registrations(OFFER_HOURS).await.unwrap(), 1);
        assert_eq!(state(&store, late).await, RegistrationState::Lapsed);
        assert_eq!(state(&store, next).await, RegistrationState::Offered);
        assert_eq!(change(&store, late, RegistrationAction::Confirm).await, RegistrationState::Lapsed);
    }
}

/// Puts the end of what a registration has into the past.
async fn end_now(store: &Store, submission: SubmissionId) {
    let of_submission = registration::Column::SubmissionId.eq(submission.0);
    let row = registration::Entity::find().filter(of_submission).one(store.readers()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.expires_at = Set(Some(0));
    row.update(&store.databases.writer).await.unwrap();
}
